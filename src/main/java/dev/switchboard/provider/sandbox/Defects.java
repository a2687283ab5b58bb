package dev.switchboard.provider.sandbox;

import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Spoils JSON in the ways in which models do. */
final class Defects {
  private Defects() {}

  /**
   * The value as text, spoilt or not.
   *
   * @param fault null for none; a fault that is not about form spoils nothing
   * @param allowed whether the schema allows a value
   */
  static String written(JsonNode value, @Nullable Fault fault, Predicate<JsonNode> allowed) {
    String json = Json.text(value);
    return switch (fault) {
      case PROSE ->
          "The Switchboard sandbox was told to answer in prose. Here is what I found, in words and"
              + " without any JSON.";
      case FENCED ->
          "Sure! Here is the JSON you asked for:\n\n```json\n"
              + Json.pretty(value)
              + "\n```\n\nLet me know if you need anything else.";
      case TRUNCATED_JSON -> json.substring(0, json.length() / 2);
      case WRONG_TYPES -> Json.text(wrong(value, allowed));
      case null, default -> json;
    };
  }

  private static JsonNode wrong(JsonNode value, Predicate<JsonNode> allowed) {
    List<JsonNode> candidates = new ArrayList<>();
    if (value instanceof ObjectNode object) {
      ObjectNode all = Json.object();
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        all.set(field.getKey(), otherType(field.getValue()));
      }
      candidates.add(all);
    }
    candidates.add(otherType(value));
    candidates.add(Json.object().set("value", value));
    candidates.add(Json.array().add(value));
    return candidates.stream().filter(allowed.negate()).findFirst().orElse(value);
  }

  private static JsonNode otherType(JsonNode value) {
    return value.isString()
        ? JsonNodeFactory.instance.numberNode(42)
        : JsonNodeFactory.instance.stringNode(Json.text(value));
  }
}
