package dev.switchboard.wire.cohere;

import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.Usage;
import tools.jackson.databind.JsonNode;

/** The dialect's words for why an answer ended, and its counts. */
final class Words {
  private Words() {}

  /** What a word means; {@code ERROR} and {@code TIMEOUT} mean no end. */
  static StopReason stop(String word, boolean calledTool) {
    return switch (word) {
      case "TOOL_CALL" -> StopReason.TOOL_CALLS;
      case "MAX_TOKENS" -> StopReason.MAX_TOKENS;
      case "STOP_SEQUENCE" -> StopReason.STOP_SEQUENCE;
      case "ERROR_LIMIT" -> StopReason.CONTEXT_FULL;
      case "ERROR_TOXIC" -> StopReason.CONTENT_FILTER;
      default -> calledTool ? StopReason.TOOL_CALLS : StopReason.END;
    };
  }

  /** Whether an answer with this word is none. */
  static boolean isFailure(String word) {
    return word.equals("ERROR") || word.equals("TIMEOUT");
  }

  /** {@code tokens} is what was used; {@code billed_units} leaves the provider's own prompt out. */
  static Usage usage(JsonNode usage) {
    JsonNode tokens = usage.has("tokens") ? usage.path("tokens") : usage.path("billed_units");
    long input = count(tokens.path("input_tokens"));
    long output = count(tokens.path("output_tokens"));
    if (input < 0 || output < 0) {
      return Usage.UNKNOWN;
    }
    long cached = Math.clamp(count(usage.path("cached_tokens")), 0, input);
    return new Usage(
        input - cached, cached, 0, 0, 0, 0, output, 0, 0, 0, Usage.Source.REPORTED, null);
  }

  /** The count, which may be written with a fraction of zero; -1 for none. */
  private static long count(JsonNode figure) {
    if (!figure.isNumber()) {
      return -1;
    }
    double value = figure.doubleValue();
    return value >= 0 && value < 1e12 && value == Math.rint(value) ? (long) value : -1;
  }
}
