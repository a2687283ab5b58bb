package dev.switchboard.task.media;

import dev.switchboard.json.Json;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The output schema as a model that writes text gets it: in the place of media and vectors stand
 * texts that say what is to be made.
 */
final class DraftSchema {
  /** What a model writes in place of a vector that is made from the input. */
  static final String FROM_INPUT = "(made from the input)";

  private static final Set<String> MAPS =
      Set.of("properties", "$defs", "definitions", "patternProperties", "dependentSchemas");
  private static final Set<String> LISTS = Set.of("allOf", "anyOf", "oneOf", "prefixItems");
  private static final Set<String> SINGLES =
      Set.of("items", "additionalProperties", "not", "if", "then", "else", "contains");

  private final SchemaTree tree;
  private final boolean vectorsFromInput;

  private DraftSchema(SchemaTree tree, boolean vectorsFromInput) {
    this.tree = tree;
    this.vectorsFromInput = vectorsFromInput;
  }

  /**
   * The draft's schema.
   *
   * @param vectorsFromInput whether a vector that stands once is that of the input
   */
  static ObjectNode of(ObjectNode schema, boolean vectorsFromInput) {
    DraftSchema draft = new DraftSchema(new SchemaTree(schema), vectorsFromInput);
    return draft.rewritten(schema, "", !vectorsFromInput) instanceof ObjectNode rewritten
        ? rewritten
        : schema;
  }

  private JsonNode rewritten(JsonNode schema, String name, boolean repeated) {
    if (!(schema instanceof ObjectNode object)) {
      return schema;
    }
    if (SchemaTree.mediaType(object).isPresent()) {
      return media(object, SchemaTree.mediaType(object).get());
    }
    if (SchemaTree.vector(java.util.List.of(object), name).isPresent()) {
      return vector(object, repeated);
    }
    ObjectNode copy = Json.object();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      copy.set(entry.getKey(), keyword(object, entry.getKey(), entry.getValue(), name, repeated));
    }
    return copy;
  }

  private JsonNode keyword(
      ObjectNode schema, String word, JsonNode value, String name, boolean repeated) {
    boolean hasSiblingType =
        schema.path("properties").has(Places.MIME_TYPE)
            && tree.isTypeOfSibling(tree.applied(schema), Places.MIME_TYPE);
    if (MAPS.contains(word) && value instanceof ObjectNode map) {
      boolean properties = word.equals("properties");
      ObjectNode copy = Json.object();
      for (Map.Entry<String, JsonNode> entry : map.properties()) {
        if (!(properties && hasSiblingType && entry.getKey().equals(Places.MIME_TYPE))) {
          copy.set(
              entry.getKey(), rewritten(entry.getValue(), entry.getKey(), repeated || !properties));
        }
      }
      return copy;
    }
    if (LISTS.contains(word) && value instanceof ArrayNode list) {
      ArrayNode copy = Json.array();
      list.forEach(item -> copy.add(rewritten(item, name, repeated || word.equals("prefixItems"))));
      return copy;
    }
    if (SINGLES.contains(word)) {
      return rewritten(value, name, repeated || word.equals("items"));
    }
    if (word.equals("required") && hasSiblingType) {
      ArrayNode copy = Json.array();
      value.forEach(item -> {
        if (!item.asString("").equals(Places.MIME_TYPE)) {
          copy.add(item);
        }
      });
      return copy;
    }
    return value;
  }

  private static ObjectNode media(ObjectNode schema, String type) {
    boolean sound = type.startsWith("audio/");
    String form =
        sound
            ? "The words to be spoken, exactly as they are to be heard and nothing else."
            : "What the picture is to show, in words, with everything that is to be seen in it.";
    return text(schema, form);
  }

  private ObjectNode vector(ObjectNode schema, boolean repeated) {
    if (vectorsFromInput && !repeated) {
      ObjectNode constant = Json.object();
      constant.put("type", "string");
      constant.putArray("enum").add(FROM_INPUT);
      return constant;
    }
    return text(schema, "The text of which this is to be the embedding, and nothing else.");
  }

  private static ObjectNode text(ObjectNode schema, String form) {
    ObjectNode text = Json.object();
    text.put("type", "string");
    String said = schema.path("description").asString("").strip();
    text.put(
        "description", said.isEmpty() ? form : said + (said.endsWith(".") ? " " : ". ") + form);
    return text;
  }
}
