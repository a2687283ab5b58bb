package dev.switchboard.ir;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a voice session finds out that its caller has spoken. */
public sealed interface TurnDetection {

  /** It does not: the caller commits its sound and asks for each response. */
  record Manual() implements TurnDetection {}

  /**
   * By the strength of the sound.
   *
   * @param threshold 0 to 1, the more the louder; null for the usual
   * @param prefixMillis how much of the sound before the first loud moment belongs to the speech;
   *     null for the usual
   * @param silenceMillis how long it must be quiet for the speech to be over; null for the usual
   * @param reaction what follows
   */
  record Energy(
      @Nullable Double threshold,
      @Nullable Integer prefixMillis,
      @Nullable Integer silenceMillis,
      Reaction reaction)
      implements TurnDetection {
    public Energy {
      Objects.requireNonNull(reaction);
    }
  }

  /**
   * By what was said: a model of the provider judges whether the speaker has finished.
   *
   * @param eagerness {@code low}, {@code medium}, {@code high}, {@code auto}; null when not said
   */
  record Semantic(@Nullable String eagerness, Reaction reaction) implements TurnDetection {
    public Semantic {
      Objects.requireNonNull(reaction);
    }
  }

  /**
   * What speech leads to.
   *
   * @param respond whether a response follows its end
   * @param interrupt whether its beginning cuts the response under way
   */
  record Reaction(boolean respond, boolean interrupt) {
    /** Both. */
    public static final Reaction USUAL = new Reaction(true, true);
  }
}
