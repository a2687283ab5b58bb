package dev.switchboard.routing;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The targets of one call in the order in which they are tried.
 *
 * @param targets at least one
 * @param decision why these, for the trace
 * @param refusalsPassedOn the requested names whose targets' content refusals are not final
 * @param copy who gets a copy once the call is answered; null for nobody
 * @param hedgePercent as the route of the first name says; see {@link ModelRoute.Manner}
 */
public record Plan(
    List<Target> targets,
    Decision decision,
    Set<String> refusalsPassedOn,
    @Nullable Copy copy,
    int hedgePercent) {
  public Plan {
    targets = List.copyOf(targets);
    Objects.requireNonNull(decision);
    refusalsPassedOn = Set.copyOf(refusalsPassedOn);
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("targets: none (expected: at least one)");
    }
  }

  /**
   * A copy of the call.
   *
   * @param route that says so
   * @param atOnce how many of its copies run at the same time at most
   */
  public record Copy(Target target, String route, int atOnce) {
    public Copy {
      Objects.requireNonNull(target);
      Objects.requireNonNull(route);
    }
  }

  /** The plan of the copy itself. */
  public static Plan of(Copy copy) {
    Decision.Candidate only = new Decision.Candidate(copy.target().id(), "planned");
    return new Plan(
        List.of(copy.target()),
        new Decision(
            List.of(copy.target().requestedModel()),
            copy.route(),
            List.of(only),
            List.of("a copy of a call that was answered; nobody hears this answer")),
        Set.of(),
        null,
        0);
  }

  /** Whether the next target is asked when this one refuses the content. */
  public boolean passesRefusalsOn(Target target) {
    return refusalsPassedOn.contains(target.requestedModel());
  }
}
