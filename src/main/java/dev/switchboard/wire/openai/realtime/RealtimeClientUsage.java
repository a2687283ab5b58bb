package dev.switchboard.wire.openai.realtime;

import dev.switchboard.ir.Metered;
import dev.switchboard.ir.Usage;
import java.math.BigDecimal;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Reads the usage of responses and of transcripts into classes that never overlap. The words differ
 * from those of the Responses API: {@code input_token_details}, not {@code input_tokens_details}.
 *
 * @see <a href="https://developers.openai.com/api/docs/guides/realtime-costs">source</a>
 */
final class RealtimeClientUsage {
  /** Above any real count, and far from where sums overflow. */
  private static final long MOST = 1_000_000_000_000L;

  private final JsonNode usage;
  private boolean broken;

  private RealtimeClientUsage(JsonNode usage) {
    this.usage = usage;
  }

  /** The counts; {@link Usage#UNKNOWN} for anything but an object that makes sense. */
  static Usage read(JsonNode usage) {
    if (!usage.isObject()) {
      return Usage.UNKNOWN;
    }
    JsonNode seconds = usage.get("seconds");
    return seconds == null ? new RealtimeClientUsage(usage).tokens() : heard(seconds);
  }

  /** Some transcripts are sold by the length of the sound. */
  private static Usage heard(JsonNode seconds) {
    if (!seconds.isNumber() || !(seconds.doubleValue() >= 0 && seconds.doubleValue() < 1e9)) {
      return Usage.UNKNOWN;
    }
    long millis = seconds.decimalValue().multiply(BigDecimal.valueOf(1_000)).longValue();
    return Usage.of(0, 0).withMetered(List.of(new Metered(Metered.Unit.HEARD_MILLI, "", millis)));
  }

  private Usage tokens() {
    if (!usage.has("input_tokens") || !usage.has("output_tokens")) {
      return Usage.UNKNOWN;
    }
    JsonNode in = usage.path("input_token_details");
    JsonNode out = usage.path("output_token_details");
    JsonNode cachedBy = in.path("cached_tokens_details");
    long cached = count(in.path("cached_tokens"));
    // Cached tokens of every kind are in their own kind's count as well.
    long audioIn = count(in.path("audio_tokens")) - count(cachedBy.path("audio_tokens"));
    long imageIn = count(in.path("image_tokens")) - count(cachedBy.path("image_tokens"));
    long text = count(usage.path("input_tokens")) - cached - audioIn - imageIn;
    long audioOut = count(out.path("audio_tokens"));
    long reasoning = count(out.path("reasoning_tokens"));
    long written = count(usage.path("output_tokens")) - audioOut - reasoning;
    if (broken || text < 0 || audioIn < 0 || imageIn < 0 || written < 0) {
      return Usage.UNKNOWN;
    }
    return new Usage(
        text,
        cached,
        0,
        0,
        audioIn,
        imageIn,
        written,
        reasoning,
        audioOut,
        0,
        Usage.Source.REPORTED,
        null);
  }

  private long count(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return 0;
    }
    double number = value.isNumber() ? value.doubleValue() : -1;
    if (!(number >= 0 && number <= MOST && number % 1 == 0)) {
      broken = true;
      return 0;
    }
    return (long) number;
  }
}
