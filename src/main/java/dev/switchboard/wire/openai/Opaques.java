package dev.switchboard.wire.openai;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.json.Json;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Parts of this dialect's answers that the inner language does not model.
 *
 * <p>{@code {"type": "annotations", "annotations": […]}} and {@code {"type": "logprobs",
 * "logprobs": {…}}} come once, at the end of an answer; anything else is a tool call of a type
 * other than {@code function}, as it stands in {@code tool_calls}.
 */
final class Opaques {
  static final String ANNOTATIONS = "annotations";
  static final String LOGPROBS = "logprobs";
  static final String CONTENT_PARTS = "content_parts";

  private static final Set<String> FIELDS = Set.of(ANNOTATIONS, LOGPROBS, CONTENT_PARTS);

  private Opaques() {}

  /** A field of an answer as a part. */
  static Content.Opaque field(String name, JsonNode value) {
    return new Content.Opaque(
        Dialect.OPENAI_CHAT, Json.text(Json.object().put("type", name).set(name, value)));
  }

  /** Whether a part is a field of an answer, left out of a history, and no tool call. */
  static boolean isField(JsonNode part) {
    return !part.has("id") && FIELDS.contains(part.path("type").asString(""));
  }
}
