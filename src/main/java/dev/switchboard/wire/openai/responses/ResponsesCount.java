package dev.switchboard.wire.openai.responses;

import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.json.JsonPatch;
import dev.switchboard.json.TopLevel;
import java.util.OptionalLong;
import java.util.Set;

/**
 * {@code POST /responses/input_tokens}: takes what an answer's input depends on and nothing else.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses/input-tokens">source</a>
 */
public final class ResponsesCount {
  /** Below the provider's base URL. */
  public static final String PATH = "/responses/input_tokens";

  private static final Set<String> TAKEN =
      Set.of(
          "model",
          "input",
          "instructions",
          "tools",
          "tool_choice",
          "parallel_tool_calls",
          "text",
          "reasoning",
          "truncation",
          "conversation",
          "previous_response_id");

  private ResponsesCount() {}

  /** The body of a request without what only its answer depends on. */
  public static byte[] body(byte[] request) {
    TopLevel fields = TopLevel.scan(request);
    JsonPatch patch = JsonPatch.none();
    for (TopLevel.Field field : fields.fields()) {
      if (!TAKEN.contains(field.name())) {
        patch = patch.remove("/" + field.name());
      }
    }
    return patch.isEmpty() ? request : patch.apply(fields);
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
    return Json.write(
        Json.object().put("object", "response.input_tokens").put("input_tokens", tokens));
  }
}
