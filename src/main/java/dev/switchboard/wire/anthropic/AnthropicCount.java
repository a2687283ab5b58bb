package dev.switchboard.wire.anthropic;

import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.json.JsonPatch;
import dev.switchboard.json.TopLevel;
import java.util.OptionalLong;
import java.util.Set;

/**
 * {@code POST /v1/messages/count_tokens}: takes what an answer's input depends on and nothing else.
 *
 * @see <a href="https://platform.claude.com/docs/en/api/messages-count-tokens">source</a>
 */
public final class AnthropicCount {
  /** Below the provider's base URL. */
  public static final String PATH = AnthropicHeaders.MESSAGES_PATH + "/count_tokens";

  private static final Set<String> TAKEN =
      Set.of(
          "model",
          "messages",
          "system",
          "tools",
          "tool_choice",
          "thinking",
          "output_config",
          "cache_control",
          "context_management",
          "mcp_servers");

  private AnthropicCount() {}

  /** The body of a request without what only its answer depends on. */
  public static byte[] body(byte[] chat) {
    TopLevel fields = TopLevel.scan(chat);
    JsonPatch patch = JsonPatch.none();
    for (TopLevel.Field field : fields.fields()) {
      if (!TAKEN.contains(field.name())) {
        patch = patch.remove("/" + field.name());
      }
    }
    return patch.isEmpty() ? chat : patch.apply(fields);
  }

  /** The tokens of the input; empty if the answer does not say. */
  public static OptionalLong decode(byte[] answer) {
    try {
      return Fields.of(Json.parseReply(answer)).optionalInteger("input_tokens", 0, Long.MAX_VALUE);
    } catch (InvalidJsonException | InvalidFieldException _) {
      return OptionalLong.empty();
    }
  }

  /** A count as callers get it. */
  public static byte[] encode(long tokens) {
    return Json.write(Json.object().put("input_tokens", tokens));
  }
}
