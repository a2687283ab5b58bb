package dev.switchboard.wire.gemini;

import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads Google's OpenAPI form of a schema as JSON Schema.
 *
 * <p>Types are written in upper case there, bounds of lengths as strings, keywords in either
 * spelling; {@code nullable} stands for a second type, and {@code propertyOrdering} for the order
 * of properties. A schema that is JSON Schema already, which callers send in its place, stays as it
 * is. Names of properties are never touched.
 *
 * @see <a href="https://ai.google.dev/api/caching#Schema">source</a>
 */
final class SchemaReader {
  private static final Set<String> COUNTS =
      Set.of("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties");

  /** Keywords in snake_case as clients of protocol buffers write them. */
  private static final Set<String> SPELLED_TWICE =
      Set.of(
          "min_length",
          "max_length",
          "min_items",
          "max_items",
          "min_properties",
          "max_properties",
          "any_of",
          "one_of",
          "all_of",
          "prefix_items",
          "property_ordering",
          "additional_properties");

  private SchemaReader() {}

  /** The schema as JSON Schema; the original stays as it is. */
  static ObjectNode read(ObjectNode original) {
    ObjectNode schema = Json.object();
    for (Map.Entry<String, JsonNode> keyword : original.properties()) {
      String name = keyword.getKey();
      keyword(SPELLED_TWICE.contains(name) ? Name.camel(name) : name, keyword.getValue(), schema);
    }
    order(original, schema);
    if (original.path("nullable").asBoolean(false)) {
      allowNull(schema);
    }
    return schema;
  }

  private static void keyword(String name, JsonNode value, ObjectNode schema) {
    switch (name) {
      case "type" -> type(value, schema);
      case "nullable", "propertyOrdering" -> {}
      case "format" -> {
        // Marks an enumeration, which its values do already.
        if (!value.asString("").equals("enum")) {
          schema.set(name, value);
        }
      }
      case "example" -> schema.putArray("examples").add(value);
      case "properties", "$defs", "defs", "definitions" -> schema.set(name, each(value));
      case "items", "additionalProperties" -> schema.set(name, sub(value));
      case "anyOf", "oneOf", "allOf", "prefixItems" -> schema.set(name, list(value));
      default -> schema.set(name, COUNTS.contains(name) ? count(value) : value);
    }
  }

  private static void type(JsonNode value, ObjectNode schema) {
    if (value.isString()) {
      String type = value.stringValue().toLowerCase(Locale.ROOT);
      if (!type.equals("type_unspecified")) {
        schema.put("type", type);
      }
    } else if (value.isArray()) {
      ArrayNode types = schema.putArray("type");
      value.forEach(type -> types.add(type.asString("").toLowerCase(Locale.ROOT)));
    } else {
      schema.set("type", value);
    }
  }

  private static JsonNode sub(JsonNode value) {
    return value instanceof ObjectNode schema ? read(schema) : value;
  }

  private static JsonNode list(JsonNode value) {
    if (!value.isArray()) {
      return value;
    }
    ArrayNode list = Json.array();
    value.forEach(schema -> list.add(sub(schema)));
    return list;
  }

  private static JsonNode each(JsonNode value) {
    if (!value.isObject()) {
      return value;
    }
    ObjectNode each = Json.object();
    value.properties().forEach(entry -> each.set(entry.getKey(), sub(entry.getValue())));
    return each;
  }

  private static JsonNode count(JsonNode value) {
    String text = value.asString("");
    return value.isString() && text.matches("[0-9]{1,18}")
        ? Json.tree(Long.parseLong(text))
        : value;
  }

  /** Models write properties in the order in which they are declared. */
  private static void order(ObjectNode original, ObjectNode schema) {
    JsonNode ordering =
        original.has("propertyOrdering")
            ? original.path("propertyOrdering")
            : original.path("property_ordering");
    if (!ordering.isArray() || !(schema.get("properties") instanceof ObjectNode properties)) {
      return;
    }
    Map<String, JsonNode> ordered = new LinkedHashMap<>();
    for (JsonNode name : ordering) {
      JsonNode property = properties.get(name.asString(""));
      if (property != null) {
        ordered.put(name.asString(""), property);
      }
    }
    properties.properties().forEach(entry -> ordered.putIfAbsent(entry.getKey(), entry.getValue()));
    ObjectNode sorted = Json.object();
    ordered.forEach(sorted::set);
    schema.set("properties", sorted);
  }

  private static void allowNull(ObjectNode schema) {
    if (schema.path("type").isString()) {
      String type = schema.path("type").stringValue();
      schema.putArray("type").add(type).add("null");
    } else if (schema.get("anyOf") instanceof ArrayNode alternatives) {
      alternatives.add(Json.object().put("type", "null"));
    }
    if (schema.get("enum") instanceof ArrayNode values) {
      List<JsonNode> all = new ArrayList<>();
      values.forEach(all::add);
      ArrayNode extended = schema.putArray("enum");
      all.forEach(extended::add);
      extended.addNull();
    }
  }
}
