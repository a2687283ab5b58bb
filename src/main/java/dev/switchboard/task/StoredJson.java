package dev.switchboard.task;

import dev.switchboard.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads back what revisions hold as JSON text. */
final class StoredJson {
  private StoredJson() {}

  static @Nullable ObjectNode object(@Nullable String text) {
    return text == null ? null : (ObjectNode) Json.parse(text);
  }

  static List<TaskCall.ModelChoice> models(@Nullable String text) {
    if (text == null) {
      return List.of();
    }
    ObjectNode body = Json.object();
    JsonNode model = Json.parse(text);
    body.set("model", model);
    return TaskCallReader.models(body);
  }
}
