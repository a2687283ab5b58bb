package dev.switchboard.routing;

import java.util.List;
import java.util.Objects;

/**
 * How a plan came about.
 *
 * @param requested the names that the caller gave, in order
 * @param route the configured route that a name stood for; empty for none
 * @param candidates all targets considered, with what became of them
 * @param why how their order was found, in sentences; empty when it is the order given
 */
public record Decision(
    List<String> requested, String route, List<Candidate> candidates, List<String> why) {
  public Decision {
    requested = List.copyOf(requested);
    Objects.requireNonNull(route);
    candidates = List.copyOf(candidates);
    why = List.copyOf(why);
  }

  /**
   * One target considered.
   *
   * @param target {@code provider/model}
   * @param outcome {@code planned}, or why it was left out
   */
  public record Candidate(String target, String outcome) {
    public Candidate {
      Objects.requireNonNull(target);
      Objects.requireNonNull(outcome);
    }
  }
}
