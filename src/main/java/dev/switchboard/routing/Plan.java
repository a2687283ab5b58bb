package dev.switchboard.routing;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The targets of one call in the order in which they are tried.
 *
 * @param targets at least one
 * @param decision why these, for the trace
 * @param refusalsPassedOn the requested names whose targets' content refusals are not final
 */
public record Plan(List<Target> targets, Decision decision, Set<String> refusalsPassedOn) {
  public Plan {
    targets = List.copyOf(targets);
    Objects.requireNonNull(decision);
    refusalsPassedOn = Set.copyOf(refusalsPassedOn);
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("targets: none (expected: at least one)");
    }
  }

  /** Whether the next target is asked when this one refuses the content. */
  public boolean passesRefusalsOn(Target target) {
    return refusalsPassedOn.contains(target.requestedModel());
  }
}
