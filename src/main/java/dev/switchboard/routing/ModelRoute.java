package dev.switchboard.routing;

import dev.switchboard.ir.Prefer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A name that an operator gave to one or more models.
 *
 * @param name what callers ask for
 * @param balance how the first target of those of one priority is chosen; the others follow in
 *     their order as fallbacks
 * @param choices at least one
 * @param manner what else holds for its calls
 */
public record ModelRoute(String name, Balance balance, List<Choice> choices, Manner manner) {
  /** A route on which a refusal is final. */
  public ModelRoute(String name, Balance balance, List<Choice> choices) {
    this(name, balance, choices, Manner.PLAIN);
  }

  public ModelRoute {
    Objects.requireNonNull(name);
    Objects.requireNonNull(balance);
    choices = List.copyOf(choices);
    Objects.requireNonNull(manner);
    if (choices.isEmpty()) {
      throw new IllegalArgumentException("choices of " + name + ": none (expected: at least one)");
    }
  }

  /** Whether callers may say in which order its targets are taken. */
  boolean isFixed() {
    return balance == Balance.WEIGHT
        || manner.prefer() != null
        || choices.stream().anyMatch(choice -> choice.priority() != choices.getFirst().priority());
  }

  /** How the first target is chosen. */
  public enum Balance {
    /** In the order given. */
    ORDER,
    /** In proportion to the weights: at random, or by a hash of what keeps calls together. */
    WEIGHT
  }

  /** What keeps calls at the same target of several. */
  public enum Affinity {
    /** Nothing. */
    NONE,
    /** The user or conversation that the caller names. */
    SESSION,
    /** That, or where the caller names none the beginning of the conversation. */
    PREFIX,
    /** That, or where the caller names none the tools and the system text. */
    PROMPT
  }

  /**
   * What holds for a route's calls beside its targets.
   *
   * @param prefer what orders the targets of one priority; null for the order given
   * @param affinity what keeps calls together
   * @param passesRefusalsOn whether the next target is asked when a content filter refuses
   * @param shadow who gets copies of calls; null for nobody
   * @param hedgePercent the next target is asked too when the first has not begun to answer after
   *     the time within which so many of a hundred of its answers began; 0 for never
   */
  public record Manner(
      @Nullable Prefer prefer,
      Affinity affinity,
      boolean passesRefusalsOn,
      @Nullable Shadow shadow,
      int hedgePercent) {
    /** In the order given; sessions stay; refusals are final. */
    public static final Manner PLAIN = new Manner(null, Affinity.SESSION, false);

    /** Without copies and hedges. */
    public Manner(@Nullable Prefer prefer, Affinity affinity, boolean passesRefusalsOn) {
      this(prefer, affinity, passesRefusalsOn, null, 0);
    }

    public Manner {
      Objects.requireNonNull(affinity);
    }
  }

  /**
   * Who gets copies of answered calls, whose own answers nobody hears.
   *
   * @param model any name that is no route's
   * @param share of a million calls
   * @param atOnce how many copies run at the same time at most; further ones are not made
   */
  public record Shadow(String model, int share, int atOnce) {
    /** All calls. */
    public static final int ALL = 1_000_000;

    public Shadow {
      Objects.requireNonNull(model);
      if (share < 0 || share > ALL || atOnce < 1) {
        throw new IllegalArgumentException(
            "shadow: %d of a million, %d at once (expected: 0 to %d, at least 1)"
                .formatted(share, atOnce, ALL));
      }
    }
  }

  /**
   * One of the models.
   *
   * @param model any name that is not this route's own
   * @param weight at least 0; 0 only as a fallback
   * @param priority those with the lowest are taken first
   * @param when for which calls it is there
   */
  public record Choice(String model, int weight, int priority, Condition when) {
    /** One for all calls. */
    public Choice(String model, int weight) {
      this(model, weight, 1, Condition.NONE);
    }

    public Choice {
      Objects.requireNonNull(model);
      Objects.requireNonNull(when);
      if (weight < 0) {
        throw new IllegalArgumentException(
            "weight of " + model + ": " + weight + " (expected: >= 0)");
      }
    }
  }
}
