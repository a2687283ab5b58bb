package dev.switchboard.wire.openai;

import dev.switchboard.ir.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads a vendor's {@code usage} into classes that do not overlap.
 *
 * <p>What makes no sense (a negative, missing or broken count, details that exceed their total)
 * makes the whole unknown: a wrong count is billed, an unknown one is estimated.
 */
public final class UsageReader {
  private static final long BROKEN = -1;

  private final JsonNode usage;
  private boolean broken;

  private UsageReader(JsonNode usage) {
    this.usage = usage;
  }

  /** The counts; {@link Usage#UNKNOWN} for anything but an object that makes sense. */
  public static Usage read(JsonNode usage) {
    return usage.isObject() ? new UsageReader(usage).read() : Usage.UNKNOWN;
  }

  private Usage read() {
    long prompt = count(first(usage, "prompt_tokens", "input_tokens"));
    long completion = count(first(usage, "completion_tokens", "output_tokens"));
    if (broken
        || prompt + completion == 0
        || first(usage, "prompt_tokens", "input_tokens") == null
        || first(usage, "completion_tokens", "output_tokens") == null) {
      return Usage.UNKNOWN;
    }
    JsonNode total = usage.get("total_tokens");
    long sum = total == null ? prompt + completion : plain(total);
    return broken ? Usage.UNKNOWN : classes(prompt, completion, sum);
  }

  private Usage classes(long prompt, long completion, long total) {
    UsageCounts counts = new UsageCounts();
    counts.prompt = prompt;
    counts.completion = completion;
    counts.total = total;
    JsonNode input = details("prompt_tokens_details", "input_tokens_details");
    counts.cacheRead = count(cached(input));
    counts.cacheWrite = count(written(input));
    counts.audioInput = count(first(input, "audio_tokens"));
    counts.imageInput = count(first(input, "image_tokens"));
    JsonNode output = details("completion_tokens_details", "output_tokens_details");
    counts.audioOutput = count(first(output, "audio_tokens"));
    counts.imageOutput = count(first(output, "image_tokens"));
    counts.reasoning = count(thought(output));
    counts.costPicos = costPicos();
    return broken ? Usage.UNKNOWN : counts.usage();
  }

  private static @Nullable JsonNode written(JsonNode input) {
    return first(
        input, "cache_write_tokens", "cache_creation_input_tokens", "cache_creation_tokens");
  }

  /** The Responses API has names of its own for the same. */
  private JsonNode details(String chat, String responses) {
    JsonNode details = usage.path(chat);
    return details.isObject() ? details : usage.path(responses);
  }

  /** Perplexity says it beside the totals. */
  private @Nullable JsonNode thought(JsonNode output) {
    JsonNode within = first(output, "reasoning_tokens");
    return within == null ? first(usage, "reasoning_tokens") : within;
  }

  /** Mistral has three places for it, Moonshot and DeepSeek one beside the totals. */
  private @Nullable JsonNode cached(JsonNode input) {
    JsonNode within = first(input, "cached_tokens");
    if (within == null) {
      within = first(usage.path("prompt_token_details"), "cached_tokens");
    }
    return within == null
        ? first(usage, "cached_tokens", "num_cached_tokens", "prompt_cache_hit_tokens")
        : within;
  }

  /** OpenRouter charges in USD, Perplexity too but within an object, xAI in ticks of 1e-10 USD. */
  private @Nullable Long costPicos() {
    JsonNode cost = usage.path("cost");
    JsonNode dollars = cost.isObject() ? cost.path("total_cost") : cost;
    return dollars.isNumber()
        ? picos(dollars.decimalValue(), 12)
        : picos(usage.path("cost_in_usd_ticks").asDecimal(BigDecimal.ONE.negate()), 2);
  }

  private static @Nullable Long picos(BigDecimal value, int shift) {
    long magnitude = (long) value.precision() - value.scale() + shift;
    boolean sensible = value.signum() >= 0 && magnitude <= 18 && value.scale() < 100;
    return sensible
        ? Long.valueOf(value.movePointRight(shift).setScale(0, RoundingMode.HALF_UP).longValue())
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
      count = number >= 0 && number <= UsageCounts.MOST && number % 1 == 0 ? (long) number : BROKEN;
    } else if (value.isString() && value.stringValue().matches("[0-9]{1,12}")) {
      count = Long.parseLong(value.stringValue());
    } else if (value.isNull()) {
      count = 0;
    }
    broken |= count == BROKEN;
    return Math.max(count, 0);
  }
}
