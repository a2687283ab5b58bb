package dev.switchboard.task.media;

import dev.switchboard.json.Json;
import dev.switchboard.task.TaskCall;
import dev.switchboard.task.media.Places.Place;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Values without the bytes of their media: for records, and for models that read examples. */
final class Shortened {
  /** Shorter ones are addresses, or as good as. */
  private static final int SHORT = 300;

  private Shortened() {}

  /** What a record keeps: in the place of media their type and size. */
  static JsonNode forRecord(@Nullable ObjectNode schema, JsonNode value) {
    if (schema == null || !SchemaTree.mayHoldMedia(schema)) {
      return value;
    }
    JsonNode copy = value.deepCopy();
    for (Place place : media(schema, value)) {
      int length = place.text().length();
      if (length > SHORT) {
        String type = place.mimeType().isBlank() ? place.type() : place.mimeType();
        copy =
            Places.set(
                copy,
                place.pointer(),
                Json.tree("(" + type + ", " + length + " characters of base64)"));
      }
    }
    return copy;
  }

  /** Examples as a model that writes drafts reads them: without any media. */
  static List<TaskCall.Example> examples(TaskCall call) {
    TaskCall.Definition definition = call.definition();
    return call.examples().stream()
        .map(example ->
            new TaskCall.Example(
                without(definition.inputSchema(), example.input()),
                without(definition.outputSchema(), example.output())))
        .toList();
  }

  private static JsonNode without(@Nullable ObjectNode schema, JsonNode value) {
    if (schema == null) {
      return value;
    }
    JsonNode copy = value.deepCopy();
    for (Place place : media(schema, value).reversed()) {
      if (!place.pointer().isEmpty()) {
        Places.remove(copy, place.pointer());
      }
    }
    return copy;
  }

  private static List<Place> media(ObjectNode schema, JsonNode value) {
    return Places.in(new SchemaTree(schema), value, "").stream()
        .filter(place -> !place.isVector())
        .toList();
  }
}
