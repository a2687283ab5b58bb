package dev.switchboard.wire.bedrock;

import dev.switchboard.ir.StopReason;

/** The dialect's words for why an answer ended. */
final class StopWords {
  private StopWords() {}

  /**
   * What a word means.
   *
   * @param calledTool whether the answer holds a tool call: some models say {@code end_turn} after
   *     one
   */
  static StopReason of(String word, boolean calledTool) {
    return switch (word) {
      case "tool_use" -> StopReason.TOOL_CALLS;
      case "max_tokens" -> StopReason.MAX_TOKENS;
      case "stop_sequence" -> StopReason.STOP_SEQUENCE;
      case "guardrail_intervened", "content_filtered" -> StopReason.CONTENT_FILTER;
      case "refusal" -> StopReason.REFUSAL;
      case "pause_turn" -> StopReason.PAUSED;
      case "malformed_tool_use", "malformed_model_output" -> StopReason.MALFORMED_TOOL_CALL;
      case "model_context_window_exceeded" -> StopReason.CONTEXT_FULL;
      default -> calledTool ? StopReason.TOOL_CALLS : StopReason.END;
    };
  }
}
