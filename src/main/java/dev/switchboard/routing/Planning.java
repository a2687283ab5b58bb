package dev.switchboard.routing;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Prefer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** The plan of one call while it is made. */
final class Planning {
  private static final String PLANNED = "planned";

  private final Directory directory;
  private final Ranking ranking;
  private final IntUnaryOperator randomBelow;
  private final Asking asking;
  private final List<Segment> segments = new ArrayList<>(2);
  private final Set<Target> known = new LinkedHashSet<>();
  private final List<Decision.Candidate> candidates = new ArrayList<>(4);
  private final List<FailureException> failures = new ArrayList<>(0);
  private final List<String> why = new ArrayList<>(0);
  private final Set<String> passedOn = new LinkedHashSet<>(0);
  private Plan.@Nullable Copy copy;
  private int hedgePercent;
  private final StringBuilder routeNames = new StringBuilder();

  Planning(Directory directory, Ranking ranking, IntUnaryOperator randomBelow, Asking asking) {
    this.directory = directory;
    this.ranking = ranking;
    this.randomBelow = randomBelow;
    this.asking = asking;
  }

  /**
   * Targets that follow each other.
   *
   * @param fixed whether their order is the operator's
   */
  private record Segment(List<Target> targets, boolean fixed) {}

  /** Adds what a name stands for that is no route's. */
  void name(String name) {
    segments.add(new Segment(found(name, name), false));
  }

  /** Adds what a route leads to. */
  void route(ModelRoute route) {
    routeNames.append(routeNames.isEmpty() ? "" : ", ").append(route.name());
    if (route.manner().passesRefusalsOn()) {
      passedOn.add(route.name());
    }
    hedgePercent = segments.isEmpty() ? route.manner().hedgePercent() : hedgePercent;
    List<ModelRoute.Choice> open = open(route);
    if (open.isEmpty()) {
      failures.add(
          new FailureException(
              new Failure.NoTarget(
                  "model "
                      + route.name()
                      + ": none of its targets is for this call ("
                      + candidates.getLast().target()
                      + " is "
                      + candidates.getLast().outcome()
                      + ")")));
    }
    Map<Integer, List<ModelRoute.Choice>> byPriority = new TreeMap<>();
    for (ModelRoute.Choice choice : open) {
      byPriority.computeIfAbsent(choice.priority(), _ -> new ArrayList<>(4)).add(choice);
    }
    byPriority.values().forEach(equals -> segment(route, equals));
    ModelRoute.Shadow shadow = route.manner().shadow();
    if (shadow != null
        && copy == null
        && randomBelow.applyAsInt(ModelRoute.Shadow.ALL) < shadow.share()) {
      copy(route, shadow);
    }
  }

  /** A region that is asked for holds for copies too. */
  private void copy(ModelRoute route, ModelRoute.Shadow shadow) {
    try {
      Target found = directory.lookup(shadow.model()).getFirst();
      Target target =
          new Target(found.provider(), found.upstreamModel(), shadow.model(), found.remark());
      String region = asking.demand().region();
      if (region.isEmpty() || directory.in(region, target).remark() == null) {
        copy = new Plan.Copy(target, route.name(), shadow.atOnce());
        why.add(route.name() + ": drawn for a copy to " + target.id());
      }
    } catch (FailureException e) {
      why.add(route.name() + ": no copy, " + e.failure().message());
    }
  }

  /** The choices that are there for this call. */
  private List<ModelRoute.Choice> open(ModelRoute route) {
    List<ModelRoute.Choice> open = new ArrayList<>(route.choices().size());
    for (ModelRoute.Choice choice : route.choices()) {
      Optional<String> unmet = choice.when().unmet(asking);
      if (unmet.isEmpty()) {
        open.add(choice);
      } else {
        candidates.add(new Decision.Candidate(choice.model(), unmet.get()));
      }
    }
    return open;
  }

  private void segment(ModelRoute route, List<ModelRoute.Choice> choices) {
    List<ModelRoute.Choice> order = new ArrayList<>(choices);
    if (route.balance() == ModelRoute.Balance.WEIGHT && order.size() > 1) {
      order = drawn(route, order);
    }
    List<Target> targets = new ArrayList<>(order.size());
    for (ModelRoute.Choice choice : order) {
      targets.addAll(found(choice.model(), route.name()));
    }
    Prefer prefer = route.manner().prefer();
    if (prefer != null && targets.size() > 1) {
      targets = ranked(targets, prefer, together(route));
    }
    segments.add(new Segment(targets, route.isFixed()));
  }

  private List<ModelRoute.Choice> drawn(ModelRoute route, List<ModelRoute.Choice> choices) {
    String key = together(route);
    if (key.isEmpty()) {
      List<ModelRoute.Choice> order = new ArrayList<>(choices);
      order.addFirst(order.remove(Draw.random(choices, randomBelow)));
      return order;
    }
    List<ModelRoute.Choice> order = Draw.stable(choices, route.name(), key);
    String by =
        !asking.demand().sessionKey().isEmpty()
            ? "the caller's session"
            : route.manner().affinity() == ModelRoute.Affinity.PROMPT
                ? "its tools and system text"
                : "the beginning of the conversation";
    why.add(route.name() + ": " + order.getFirst().model() + " by " + by);
    return order;
  }

  /** What keeps calls of the route together; empty for nothing. */
  private String together(ModelRoute route) {
    return switch (route.manner().affinity()) {
      case NONE -> "";
      case SESSION -> asking.demand().sessionKey();
      case PREFIX -> {
        String session = asking.demand().sessionKey();
        yield session.isEmpty() ? asking.demand().said().prefix() : session;
      }
      case PROMPT -> {
        String session = asking.demand().sessionKey();
        yield session.isEmpty() ? asking.demand().said().prompt() : session;
      }
    };
  }

  private List<Target> found(String model, String requestedName) {
    List<Target> targets = new ArrayList<>(2);
    try {
      for (Target found : directory.lookup(model)) {
        Target target =
            placed(
                new Target(found.provider(), found.upstreamModel(), requestedName, found.remark()));
        if (target != null) {
          boolean isNew = known.add(target);
          candidates.add(new Decision.Candidate(target.id(), isNew ? PLANNED : "already planned"));
          if (isNew) {
            targets.add(target);
          }
        }
      }
    } catch (FailureException e) {
      failures.add(e);
      candidates.add(new Decision.Candidate(model, e.failure().message()));
    }
    return targets;
  }

  /** The target in the region that the call asks for; null where it must be and is not. */
  private @Nullable Target placed(Target target) {
    String region = asking.demand().region();
    if (region.isEmpty()) {
      return target;
    }
    try {
      return directory.in(region, target);
    } catch (FailureException e) {
      failures.add(e);
      candidates.add(new Decision.Candidate(target.id(), e.failure().message()));
      return null;
    }
  }

  private List<Target> ranked(List<Target> targets, Prefer prefer, String key) {
    Ranking.Ranked ranked = ranking.ranked(targets, prefer, key);
    why.add(ranked.why());
    return ranked.targets();
  }

  /**
   * The plan.
   *
   * @throws FailureException when there is no target
   */
  Plan plan(List<String> requested, Fit fit) {
    List<Target> targets = inOrder();
    if (targets.isEmpty()) {
      throw failures.getFirst();
    }
    if (!asking.demand().region().isEmpty()) {
      targets.sort(Comparator.comparing(target -> target.remark() != null));
    }
    return new Plan(
        fitting(targets, fit),
        new Decision(requested, routeNames.toString(), candidates, why),
        passedOn,
        copy,
        hedgePercent);
  }

  /** All of them, those whose order is the caller's to say by what the caller prefers. */
  private List<Target> inOrder() {
    Prefer prefer = asking.demand().prefer();
    boolean together = segments.stream().noneMatch(Segment::fixed);
    List<Target> targets = new ArrayList<>();
    for (Segment segment : segments) {
      if (prefer == null || together || segment.fixed() || segment.targets().size() < 2) {
        targets.addAll(segment.targets());
      } else {
        targets.addAll(ranked(segment.targets(), prefer, asking.demand().sessionKey()));
      }
      if (prefer != null && segment.fixed()) {
        why.add("prefer " + prefer.word() + ": not used, the route has an order of its own");
      }
    }
    return prefer != null && together && targets.size() > 1
        ? new ArrayList<>(ranked(targets, prefer, asking.demand().sessionKey()))
        : targets;
  }

  /** Those whose models can take the call; all of them where none can, as far as is known. */
  private List<Target> fitting(List<Target> targets, Fit fit) {
    if (targets.size() < 2) {
      return targets;
    }
    Map<Target, String> unfit = fit.unfit(targets, asking.demand().said());
    if (unfit.isEmpty() || unfit.size() == targets.size()) {
      return targets;
    }
    Map<String, String> reasons = new LinkedHashMap<>();
    unfit.forEach((target, reason) -> reasons.put(target.id(), reason));
    candidates.replaceAll(candidate ->
        candidate.outcome().equals(PLANNED) && reasons.containsKey(candidate.target())
            ? new Decision.Candidate(
                candidate.target(), reasons.getOrDefault(candidate.target(), ""))
            : candidate);
    return targets.stream().filter(target -> !unfit.containsKey(target)).toList();
  }
}
