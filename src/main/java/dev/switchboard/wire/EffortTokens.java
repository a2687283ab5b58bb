package dev.switchboard.wire;

import dev.switchboard.ir.ReasoningRequest.Effort;
import org.jspecify.annotations.Nullable;

/**
 * How many tokens of thought an effort stands for, for Claude models in every dialect that serves
 * them.
 *
 * <p>Low, medium and high are those of Google's own translation of OpenAI's dialect; minimal and
 * xhigh are what other gateways add to them; max is twice that. Whoever uses them keeps to the
 * bounds of the model and of the call.
 */
public final class EffortTokens {
  private EffortTokens() {}

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
