package dev.switchboard.routing;

import dev.switchboard.ir.FailureException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

/** Turns requested models into an ordered plan of targets. */
public final class Router {
  private final Map<String, ModelRoute> routes;
  private final Directory directory;
  private final IntUnaryOperator randomBelow;

  /**
   * @param randomBelow a number from 0 up to, but without, its argument
   * @throws IllegalArgumentException if two routes have the same name
   */
  public Router(List<ModelRoute> routes, Directory directory, IntUnaryOperator randomBelow) {
    this.routes = routes.stream().collect(Collectors.toUnmodifiableMap(ModelRoute::name, r -> r));
    this.directory = directory;
    this.randomBelow = randomBelow;
  }

  /**
   * Plans a call.
   *
   * @param requested names in the caller's order of preference; at least one
   * @throws FailureException when no name leads to a target; a name that does not is passed over
   *     when another one does
   */
  public Plan plan(List<String> requested) {
    Set<Target> targets = new LinkedHashSet<>();
    List<Decision.Candidate> candidates = new ArrayList<>();
    List<FailureException> failures = new ArrayList<>();
    Set<String> passedOn = new LinkedHashSet<>();
    StringBuilder routeNames = new StringBuilder();
    for (String name : requested) {
      ModelRoute route = routes.get(name);
      if (route != null) {
        routeNames.append(routeNames.isEmpty() ? "" : ", ").append(name);
        if (route.passesRefusalsOn()) {
          passedOn.add(name);
        }
      }
      for (String model : route == null ? List.of(name) : order(route)) {
        collect(model, name, targets, candidates, failures);
      }
    }
    if (targets.isEmpty()) {
      throw failures.getFirst();
    }
    return new Plan(
        List.copyOf(targets), new Decision(requested, routeNames.toString(), candidates), passedOn);
  }

  private void collect(
      String model,
      String requestedName,
      Set<Target> targets,
      List<Decision.Candidate> candidates,
      List<FailureException> failures) {
    try {
      for (Target target : directory.lookup(model)) {
        boolean isNew =
            targets.add(
                new Target(
                    target.provider(), target.upstreamModel(), requestedName, target.remark()));
        candidates.add(new Decision.Candidate(target.id(), isNew ? "planned" : "already planned"));
      }
    } catch (FailureException e) {
      failures.add(e);
      candidates.add(new Decision.Candidate(model, e.failure().message()));
    }
  }

  private List<String> order(ModelRoute route) {
    List<String> models = new ArrayList<>();
    for (ModelRoute.Choice choice : route.choices()) {
      models.add(choice.model());
    }
    if (route.balance() == ModelRoute.Balance.WEIGHT) {
      int first = draw(route.choices());
      models.addFirst(models.remove(first));
    }
    return models;
  }

  private int draw(List<ModelRoute.Choice> choices) {
    int total = choices.stream().mapToInt(ModelRoute.Choice::weight).sum();
    if (total == 0) {
      return 0;
    }
    int drawn = randomBelow.applyAsInt(total);
    for (int i = 0; i < choices.size(); i++) {
      drawn -= choices.get(i).weight();
      if (drawn < 0) {
        return i;
      }
    }
    throw new IllegalStateException("drawn number is not below " + total);
  }
}
