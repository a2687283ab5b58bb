package dev.switchboard.wire.openai;

import dev.switchboard.ir.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads a vendor's {@code usage} into classes that do not overlap.
 *
 * <p>What makes no sense (a negative or broken count, details that exceed their total) makes the
 * whole unknown: a wrong count is billed, an unknown one is estimated. Where vendors differ, {@code
 * total_tokens} decides: xAI and Gemini's OpenAI endpoint count reasoning beside {@code
 * completion_tokens}, all others within.
 */
final class UsageReader {
  /** Above any real count, and far from where sums overflow. */
  private static final long MAX_COUNT = 1_000_000_000_000L;

  private static final long BROKEN = -1;
  private static final int PICOS = 12;

  private final JsonNode usage;
  private boolean broken;

  private UsageReader(JsonNode usage) {
    this.usage = usage;
  }

  /** The counts; {@link Usage#UNKNOWN} for anything but an object that makes sense. */
  static Usage read(JsonNode usage) {
    return usage.isObject() ? new UsageReader(usage).read() : Usage.UNKNOWN;
  }

  private Usage read() {
    long prompt = count(first(usage, "prompt_tokens", "input_tokens"));
    long completion = count(first(usage, "completion_tokens", "output_tokens"));
    if (broken
        || prompt + completion == 0
        || first(usage, "prompt_tokens", "input_tokens") == null) {
      return Usage.UNKNOWN;
    }
    JsonNode total = usage.get("total_tokens");
    long sum = total == null ? prompt + completion : plain(total);
    return broken ? Usage.UNKNOWN : classes(prompt, completion, sum);
  }

  private Usage classes(long prompt, long completion, long total) {
    JsonNode input = usage.path("prompt_tokens_details");
    JsonNode output = usage.path("completion_tokens_details");
    JsonNode cached = first(input, "cached_tokens");
    long read =
        count(cached == null ? first(usage, "cached_tokens", "prompt_cache_hit_tokens") : cached);
    long write = count(first(input, "cache_write_tokens", "cache_creation_tokens"));
    long audioIn = count(first(input, "audio_tokens"));
    long imageIn = count(first(input, "image_tokens"));
    long audioOut = count(first(output, "audio_tokens"));
    long imageOut = count(first(output, "image_tokens"));
    JsonNode thought = first(output, "reasoning_tokens");
    long reasoning = count(thought == null ? first(usage, "reasoning_tokens") : thought);

    long beside = Math.max(0, total - prompt - completion);
    long text = completion - audioOut - imageOut;
    if (beside == 0) {
      text -= reasoning;
    } else {
      reasoning = reasoning == 0 ? beside : reasoning;
    }
    long uncached = prompt - read - write - audioIn - imageIn;
    if (broken || uncached < 0 || text < 0 || (beside != 0 && beside != reasoning)) {
      return Usage.UNKNOWN;
    }
    return new Usage(
        uncached,
        read,
        write,
        0,
        audioIn,
        imageIn,
        text,
        reasoning,
        audioOut,
        imageOut,
        Usage.Source.REPORTED,
        costPicos());
  }

  /** OpenRouter says what it charges in USD; Perplexity says it within an object. */
  private @Nullable Long costPicos() {
    JsonNode cost = usage.path("cost");
    JsonNode dollars = cost.isObject() ? cost.path("total_cost") : cost;
    if (!dollars.isNumber()) {
      return null;
    }
    BigDecimal value = dollars.decimalValue();
    boolean sensible =
        value.signum() >= 0 && (long) value.precision() - value.scale() <= 6 && value.scale() < 100;
    return sensible
        ? Long.valueOf(value.movePointRight(PICOS).setScale(0, RoundingMode.HALF_UP).longValue())
        : null;
  }

  private static @Nullable JsonNode first(JsonNode object, String... names) {
    for (String name : names) {
      JsonNode value = object.get(name);
      if (value != null && !value.isNull()) {
        return value;
      }
    }
    return null;
  }

  private long count(@Nullable JsonNode value) {
    return value == null ? 0 : plain(value);
  }

  /** A whole number, be it written as {@code 12}, {@code 12.0} or {@code "12"}. */
  private long plain(JsonNode value) {
    long count = BROKEN;
    if (value.isNumber()) {
      double number = value.decimalValue().doubleValue();
      count = number >= 0 && number <= MAX_COUNT && number % 1 == 0 ? (long) number : BROKEN;
    } else if (value.isString() && value.stringValue().matches("[0-9]{1,12}")) {
      count = Long.parseLong(value.stringValue());
    } else if (value.isNull()) {
      count = 0;
    }
    broken |= count == BROKEN;
    return Math.max(count, 0);
  }
}
