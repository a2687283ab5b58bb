package dev.switchboard.wire.bedrock;

import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /model/{model}/count-tokens}: takes what an answer's input depends on.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CountTokens.html">
 *     source</a>
 */
public final class BedrockCount {
  private static final List<String> TAKEN =
      List.of("messages", "system", "toolConfig", "additionalModelRequestFields");

  private BedrockCount() {}

  /** Whether the tokens of this model can be counted. */
  public static boolean counts(String model) {
    return new BedrockModel(model).isClaude();
  }

  /** The body that asks for the count of a request. */
  public static byte[] body(byte[] chat) {
    JsonNode whole = Json.parse(chat);
    ObjectNode body = Json.object();
    ObjectNode converse = body.putObject("input").putObject("converse");
    for (String field : TAKEN) {
      JsonNode value = whole.get(field);
      if (value != null) {
        converse.set(field, value);
      }
    }
    return Json.write(body);
  }

  /** The tokens of the input; empty if the answer does not say. */
  public static OptionalLong decode(byte[] answer) {
    try {
      return Fields.of(Json.parseReply(answer)).optionalInteger("inputTokens", 0, Long.MAX_VALUE);
    } catch (InvalidJsonException | InvalidFieldException _) {
      return OptionalLong.empty();
    }
  }
}
