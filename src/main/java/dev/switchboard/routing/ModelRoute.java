package dev.switchboard.routing;

import java.util.List;
import java.util.Objects;

/**
 * A name that an operator gave to one or more models.
 *
 * @param name what callers ask for
 * @param balance how the first target is chosen; the others follow in their order as fallbacks
 * @param choices at least one
 * @param passesRefusalsOn whether the next target is asked when a content filter refuses
 */
public record ModelRoute(
    String name, Balance balance, List<Choice> choices, boolean passesRefusalsOn) {
  /** A route on which a refusal is final. */
  public ModelRoute(String name, Balance balance, List<Choice> choices) {
    this(name, balance, choices, false);
  }

  public ModelRoute {
    Objects.requireNonNull(name);
    Objects.requireNonNull(balance);
    choices = List.copyOf(choices);
    if (choices.isEmpty()) {
      throw new IllegalArgumentException("choices of " + name + ": none (expected: at least one)");
    }
  }

  /** How the first target is chosen. */
  public enum Balance {
    /** In the order given. */
    ORDER,
    /** At random, in proportion to the weights. */
    WEIGHT
  }

  /**
   * One of the models.
   *
   * @param model any name that is not this route's own
   * @param weight at least 0; 0 only as a fallback
   */
  public record Choice(String model, int weight) {
    public Choice {
      Objects.requireNonNull(model);
      if (weight < 0) {
        throw new IllegalArgumentException(
            "weight of " + model + ": " + weight + " (expected: >= 0)");
      }
    }
  }
}
