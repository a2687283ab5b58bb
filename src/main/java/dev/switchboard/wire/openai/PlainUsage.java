package dev.switchboard.wire.openai;

import dev.switchboard.ir.Usage;
import dev.switchboard.json.Tokens;
import org.jspecify.annotations.Nullable;

/**
 * The quick reader of the {@code usage} that OpenAI itself gives: two counts, their total and their
 * details, each a whole number. Builds no tree, because the usage of every answer is read.
 *
 * <p>Whatever it does not know, or finds wrong or given twice, it leaves to {@link UsageReader}.
 */
final class PlainUsage {
  private static final long UNSAID = -1;

  private final Tokens tokens;
  private final UsageCounts counts = new UsageCounts();
  private boolean inputDetailed;
  private boolean outputDetailed;

  private PlainUsage(Tokens tokens) {
    this.tokens = tokens;
    counts.prompt = UNSAID;
    counts.completion = UNSAID;
    counts.total = UNSAID;
  }

  /** The usage that comes next; null if it is anything but the plainest. */
  static @Nullable Usage read(Tokens tokens) {
    PlainUsage usage = new PlainUsage(tokens);
    return usage.readFields() && usage.isPlain() ? usage.counts.usage() : null;
  }

  private boolean readFields() {
    if (!tokens.object()) {
      return false;
    }
    for (String name = tokens.field(); name != null; name = tokens.field()) {
      boolean plain =
          switch (name) {
            case "prompt_tokens" -> counts.prompt == UNSAID && (counts.prompt = count()) != UNSAID;
            case "completion_tokens" ->
                counts.completion == UNSAID && (counts.completion = count()) != UNSAID;
            case "total_tokens" -> counts.total == UNSAID && (counts.total = count()) != UNSAID;
            case "prompt_tokens_details" -> !inputDetailed && readInput();
            case "completion_tokens_details" -> !outputDetailed && readOutput();
            default -> false;
          };
      if (!plain) {
        return false;
      }
    }
    return true;
  }

  /** Without one of the counts, or of nothing at all, others know what to make of it. */
  private boolean isPlain() {
    return counts.prompt != UNSAID
        && counts.completion != UNSAID
        && counts.total != UNSAID
        && counts.prompt + counts.completion > 0;
  }

  private boolean readInput() {
    inputDetailed = true;
    if (!tokens.object()) {
      return tokens.isNull();
    }
    long cached = UNSAID;
    long audio = UNSAID;
    for (String name = tokens.field(); name != null; name = tokens.field()) {
      boolean plain =
          switch (name) {
            case "cached_tokens" -> cached == UNSAID && (cached = detail()) != UNSAID;
            case "audio_tokens" -> audio == UNSAID && (audio = detail()) != UNSAID;
            default -> false;
          };
      if (!plain) {
        return false;
      }
    }
    counts.cacheRead = Math.max(cached, 0);
    counts.audioInput = Math.max(audio, 0);
    return true;
  }

  private boolean readOutput() {
    outputDetailed = true;
    if (!tokens.object()) {
      return tokens.isNull();
    }
    long thought = UNSAID;
    long audio = UNSAID;
    for (String name = tokens.field(); name != null; name = tokens.field()) {
      boolean plain =
          switch (name) {
            case "reasoning_tokens" -> thought == UNSAID && (thought = detail()) != UNSAID;
            case "audio_tokens" -> audio == UNSAID && (audio = detail()) != UNSAID;
            // Parts of the output that are sold like the rest of it.
            case "accepted_prediction_tokens", "rejected_prediction_tokens" -> detail() != UNSAID;
            default -> false;
          };
      if (!plain) {
        return false;
      }
    }
    counts.reasoning = Math.max(thought, 0);
    counts.audioOutput = Math.max(audio, 0);
    return true;
  }

  private long detail() {
    return tokens.isNull() ? 0 : count();
  }

  private long count() {
    Long count = tokens.count();
    return count == null || count > UsageCounts.MOST ? UNSAID : count;
  }
}
