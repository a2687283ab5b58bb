package dev.switchboard.wire.gemini;

import dev.switchboard.ir.StopReason;

/**
 * What {@code finishReason} means.
 *
 * <p>There is no word for tool calls: it is {@code STOP} with calls before. An abnormal end stays
 * one even then, because the calls may not be whole.
 *
 * @see <a href="https://ai.google.dev/api/generate-content#FinishReason">source</a>
 */
final class FinishReasons {
  /** Said of an answer that is not at its end. */
  static final String UNSPECIFIED = "FINISH_REASON_UNSPECIFIED";

  private FinishReasons() {}

  /**
   * @param called whether the answer has tool calls
   */
  static StopReason of(String reason, boolean called) {
    return switch (reason) {
      case "MAX_TOKENS" -> StopReason.MAX_TOKENS;
      case "SAFETY",
          "RECITATION",
          "LANGUAGE",
          "OTHER",
          "BLOCKLIST",
          "PROHIBITED_CONTENT",
          "SPII",
          "ESCALATION",
          "MODEL_ARMOR",
          "IMAGE_SAFETY",
          "IMAGE_PROHIBITED_CONTENT",
          "IMAGE_RECITATION",
          "IMAGE_OTHER",
          "NO_IMAGE" ->
          StopReason.CONTENT_FILTER;
      case "MALFORMED_FUNCTION_CALL",
          "MALFORMED_RESPONSE",
          "UNEXPECTED_TOOL_CALL",
          "TOO_MANY_TOOL_CALLS",
          "MISSING_THOUGHT_SIGNATURE" ->
          StopReason.MALFORMED_TOOL_CALL;
      default -> called ? StopReason.TOOL_CALLS : StopReason.END;
    };
  }

  /** The dialect's word for the end of an answer; what it has no word for is {@code OTHER}. */
  static String write(StopReason reason) {
    return switch (reason) {
      case END, STOP_SEQUENCE, TOOL_CALLS -> "STOP";
      case MAX_TOKENS, CONTEXT_FULL -> "MAX_TOKENS";
      case CONTENT_FILTER, REFUSAL -> "SAFETY";
      case PAUSED -> "OTHER";
      case MALFORMED_TOOL_CALL -> "MALFORMED_FUNCTION_CALL";
    };
  }
}
