package dev.switchboard.wire.openai;

import dev.switchboard.ir.StopReason;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The dialect's {@code finish_reason}, a closed set for clients and an open one from vendors.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/object">source</a>
 */
final class FinishWords {
  private static final Map<String, StopReason> READ =
      Map.ofEntries(
          Map.entry("stop", StopReason.END),
          Map.entry("eos", StopReason.END),
          Map.entry("end_turn", StopReason.END),
          Map.entry("complete", StopReason.END),
          Map.entry("stop_sequence", StopReason.STOP_SEQUENCE),
          Map.entry("length", StopReason.MAX_TOKENS),
          Map.entry("max_tokens", StopReason.MAX_TOKENS),
          Map.entry("model_length", StopReason.CONTEXT_FULL),
          Map.entry("tool_calls", StopReason.TOOL_CALLS),
          Map.entry("tool_call", StopReason.TOOL_CALLS),
          Map.entry("tool_use", StopReason.TOOL_CALLS),
          Map.entry("function_call", StopReason.TOOL_CALLS),
          Map.entry("content_filter", StopReason.CONTENT_FILTER),
          Map.entry("safety", StopReason.CONTENT_FILTER),
          Map.entry("recitation", StopReason.CONTENT_FILTER),
          Map.entry("refusal", StopReason.REFUSAL),
          Map.entry("malformed_function_call", StopReason.MALFORMED_TOOL_CALL));

  private FinishWords() {}

  /**
   * What a vendor's word means; {@link StopReason#END} for one that nobody has told us, because the
   * vendor did say that it ended; empty for a word that means the vendor failed.
   *
   * @see <a href="https://api-docs.deepseek.com/api/create-chat-completion">DeepSeek's words</a>
   * @see <a href="https://docs.mistral.ai/api/">Mistral's words</a>
   */
  static Optional<StopReason> read(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return switch (lower) {
      case "error", "abort", "insufficient_system_resource" -> Optional.empty();
      default -> Optional.of(READ.getOrDefault(lower, StopReason.END));
    };
  }

  /**
   * The dialect's word.
   *
   * @param legacyFunctions whether a call is told as the older {@code function_call}
   * @param refused whether the refusal is told in {@code message.refusal}
   */
  static String write(StopReason reason, boolean legacyFunctions, boolean refused) {
    return switch (reason) {
      case END, STOP_SEQUENCE, PAUSED, MALFORMED_TOOL_CALL -> "stop";
      case MAX_TOKENS, CONTEXT_FULL -> "length";
      case TOOL_CALLS -> legacyFunctions ? "function_call" : "tool_calls";
      case CONTENT_FILTER -> "content_filter";
      case REFUSAL -> refused ? "stop" : "content_filter";
    };
  }
}
