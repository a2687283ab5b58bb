package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.StopReason;

/**
 * The dialect's words for why an answer ended.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons">source
 *     </a>
 */
final class StopReasons {
  private StopReasons() {}

  /**
   * What a word means.
   *
   * @param calledTool whether the answer holds a tool call: endpoints that imitate the dialect say
   *     {@code end_turn} or a word of their own after one
   */
  static StopReason of(String word, boolean calledTool) {
    return switch (word) {
      case "tool_use" -> StopReason.TOOL_CALLS;
      case "max_tokens" -> StopReason.MAX_TOKENS;
      case "stop_sequence" -> StopReason.STOP_SEQUENCE;
      case "pause_turn" -> StopReason.PAUSED;
      case "refusal" -> StopReason.REFUSAL;
      case "model_context_window_exceeded" -> StopReason.CONTEXT_FULL;
      default -> calledTool ? StopReason.TOOL_CALLS : StopReason.END;
    };
  }

  /**
   * The dialect's word.
   *
   * @param refused whether the model declined in words
   */
  static String write(StopReason reason, boolean refused) {
    return switch (reason) {
      case END, MALFORMED_TOOL_CALL -> refused ? "refusal" : "end_turn";
      case STOP_SEQUENCE -> "stop_sequence";
      case MAX_TOKENS -> "max_tokens";
      case CONTEXT_FULL -> "model_context_window_exceeded";
      case TOOL_CALLS -> "tool_use";
      case CONTENT_FILTER, REFUSAL -> "refusal";
      case PAUSED -> "pause_turn";
    };
  }
}
