package dev.switchboard.wire;

import dev.switchboard.ir.ReasoningRequest.Effort;
import org.jspecify.annotations.Nullable;

/**
 * How many tokens of thought an effort stands for, for Claude models in every dialect that serves
 * them.
 *
 * <p>Low, medium and high are those of Google's own translation of OpenAI's dialect; minimal and
 * xhigh are what other gateways add to them. Max is all that the model takes and the bound of the
 * call leaves. No effort gets fewer tokens than a lower one.
 */
public final class EffortTokens {
  /** What thoughts leave for the answer, where that is less than half of the bound. */
  private static final int ANSWER = 4_096;

  private EffortTokens() {}

  /**
   * The tokens that fit a call.
   *
   * @param effort null for medium
   * @param bound on thoughts and answer together; at least 2
   */
  public static int within(@Nullable Effort effort, ModelTraits traits, int bound) {
    int most = Math.max(bound / 2, bound - ANSWER);
    Integer known = traits.maxThinkingTokens();
    if (known != null) {
      most = Math.min(known, most);
    }
    boolean unbounded = known == null && bound == Integer.MAX_VALUE;
    return effort == Effort.MAX && !unbounded ? most : Math.min(of(effort), most);
  }

  /**
   * The tokens.
   *
   * @param effort null for medium
   */
  public static int of(@Nullable Effort effort) {
    return switch (effort) {
      case null -> of(Effort.MEDIUM);
      case NONE, MINIMAL -> 512;
      case LOW -> 1_024;
      case MEDIUM -> 8_192;
      case HIGH -> 24_576;
      case XHIGH -> 32_768;
      case MAX -> 65_536;
    };
  }

  /**
   * The least effort from low on that stands for as many tokens.
   *
   * @param tokens above 0
   */
  public static Effort effort(int tokens) {
    for (Effort effort : new Effort[] {Effort.LOW, Effort.MEDIUM, Effort.HIGH, Effort.XHIGH}) {
      if (tokens <= of(effort)) {
        return effort;
      }
    }
    return Effort.MAX;
  }
}
