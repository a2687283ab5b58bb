package dev.switchboard.routing;

import java.util.List;
import java.util.Objects;

/**
 * The targets of one call in the order in which they are tried.
 *
 * @param targets at least one
 * @param decision why these, for the trace
 */
public record Plan(List<Target> targets, Decision decision) {
  public Plan {
    targets = List.copyOf(targets);
    Objects.requireNonNull(decision);
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("targets: none (expected: at least one)");
    }
  }
}
