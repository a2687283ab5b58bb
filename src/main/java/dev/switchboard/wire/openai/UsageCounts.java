package dev.switchboard.wire.openai;

import dev.switchboard.ir.Usage;
import org.jspecify.annotations.Nullable;

/**
 * The counts of a vendor's {@code usage} under one name each, wherever the vendor says them, on
 * their way into classes that do not overlap. What was not said is 0.
 *
 * <p>Where vendors differ, the total decides: xAI and Gemini's OpenAI endpoint count reasoning
 * beside {@code completion_tokens}, all others within.
 */
final class UsageCounts {
  /** Above any real count, and far from where sums overflow. */
  static final long MOST = 1_000_000_000_000L;

  long prompt;
  long completion;
  long total;
  long cacheRead;
  long cacheWrite;
  long audioInput;
  long imageInput;
  long reasoning;
  long audioOutput;
  long imageOutput;
  @Nullable Long costPicos;

  /** The classes; {@link Usage#UNKNOWN} where details exceed what they are details of. */
  Usage usage() {
    boolean cacheBeside =
        cacheRead + cacheWrite > prompt && total == prompt + cacheRead + cacheWrite + completion;
    long cacheWithin = cacheBeside ? 0 : cacheRead + cacheWrite;
    long uncached = prompt - cacheWithin - audioInput - imageInput;

    long thought = reasoning;
    long text = completion - audioOutput - imageOutput;
    long beside = Math.max(0, total - prompt - completion - (cacheRead + cacheWrite - cacheWithin));
    if (beside > 0 && thought == 0) {
      thought = beside;
    } else if (beside == 0 && thought <= text) {
      text -= thought;
    }
    if (uncached < 0 || text < 0 || (beside > 0 && beside != thought)) {
      return Usage.UNKNOWN;
    }
    return new Usage(
        uncached,
        cacheRead,
        cacheWrite,
        0,
        audioInput,
        imageInput,
        text,
        thought,
        audioOutput,
        imageOutput,
        Usage.Source.REPORTED,
        costPicos);
  }
}
