package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The tokens of one answer, as the provider counts them.
 *
 * <p>{@code input_tokens} excludes what was read from or written to the cache; {@code
 * output_tokens} includes thoughts. A stream counts twice: at its start and, cumulatively, at its
 * end; the later figure replaces the earlier one. A 0 does not replace: some endpoints repeat the
 * input's fields at the end without filling them.
 */
final class UsageCounts {
  private @Nullable Long input;
  private @Nullable Long cacheRead;
  private @Nullable Long cacheWritten;
  private @Nullable Long cacheWrittenShort;
  private @Nullable Long cacheWrittenLong;
  private @Nullable Long output;
  private @Nullable Long thinking;

  /** Takes the figures of one {@code usage} object; anything else says nothing. */
  void read(JsonNode usage) {
    input = later(input, usage.path("input_tokens"));
    cacheRead = later(cacheRead, usage.path("cache_read_input_tokens"));
    cacheWritten = later(cacheWritten, usage.path("cache_creation_input_tokens"));
    JsonNode creation = usage.path("cache_creation");
    cacheWrittenShort = later(cacheWrittenShort, creation.path("ephemeral_5m_input_tokens"));
    cacheWrittenLong = later(cacheWrittenLong, creation.path("ephemeral_1h_input_tokens"));
    output = later(output, usage.path("output_tokens"));
    thinking = later(thinking, usage.path("output_tokens_details").path("thinking_tokens"));
  }

  /** All of it; {@link Usage#UNKNOWN} if nothing was said. */
  Usage total() {
    long outputTokens = orZero(output);
    long thinkingTokens = Math.min(orZero(thinking), outputTokens);
    return usage(outputTokens - thinkingTokens, thinkingTokens);
  }

  /** The input alone, for the start of a stream; null if nothing was said of it. */
  @Nullable Usage inputOnly() {
    return input == null ? null : usage(0, 0);
  }

  private Usage usage(long visible, long thoughts) {
    if (input == null && output == null) {
      return Usage.UNKNOWN;
    }
    long written = orZero(cacheWritten);
    long forAnHour = orZero(cacheWrittenLong);
    // The parts may come without their sum.
    long byDefault = Math.max(orZero(cacheWrittenShort), written - forAnHour);
    return new Usage(
        orZero(input),
        orZero(cacheRead),
        byDefault,
        forAnHour,
        0,
        0,
        visible,
        thoughts,
        0,
        0,
        Usage.Source.REPORTED,
        null);
  }

  private static @Nullable Long later(@Nullable Long earlier, JsonNode figure) {
    if (!figure.isIntegralNumber() || !figure.canConvertToLong() || figure.longValue() < 0) {
      return earlier;
    }
    long value = figure.longValue();
    return value == 0 && earlier != null ? earlier : Long.valueOf(value);
  }

  private static long orZero(@Nullable Long count) {
    return count == null ? 0 : count;
  }
}
