package dev.switchboard.wire.gemini;

import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST …:countTokens}: wraps the request that would be sent for an answer.
 *
 * @see <a href="https://ai.google.dev/api/tokens">source</a>
 */
public final class GeminiCount {
  static final Name REQUEST = Name.of("generateContentRequest");

  private static final List<String> COUNTED =
      List.of("contents", "systemInstruction", "system_instruction", "tools", "generationConfig");

  private GeminiCount() {}

  /** The body that asks for the count of a request; the model's name stands in it once more. */
  public static byte[] body(byte[] chat, String upstreamModel) {
    ObjectNode inner = Json.object().put("model", GeminiPaths.resource(upstreamModel).substring(1));
    inner.setAll(Fields.of(Json.parse(chat)).node());
    ObjectNode body = Json.object();
    body.set(REQUEST.camel(), inner);
    return Json.write(body);
  }

  /**
   * The body for Vertex AI, which takes the parts of a request that count, unwrapped.
   *
   * @param chat a request for an answer, or a caller's for a count
   */
  public static byte[] flatBody(byte[] chat) {
    ObjectNode whole = Fields.of(Json.parse(chat)).node();
    ObjectNode from =
        Fields.of(whole).optionalObject(REQUEST.camel()).map(Fields::node).orElse(whole);
    ObjectNode body = Json.object();
    for (String field : COUNTED) {
      if (from.has(field)) {
        body.set(field, from.get(field));
      }
    }
    return Json.write(body);
  }

  /** The tokens of the input; empty if the answer does not say. */
  public static OptionalLong decode(byte[] answer) {
    try {
      return Fields.of(Json.parseReply(answer)).optionalInteger("totalTokens", 0, Long.MAX_VALUE);
    } catch (InvalidJsonException | InvalidFieldException _) {
      return OptionalLong.empty();
    }
  }

  /** The answer to a caller. */
  public static byte[] encode(long tokens) {
    return Json.write(Json.object().put("totalTokens", tokens));
  }
}
