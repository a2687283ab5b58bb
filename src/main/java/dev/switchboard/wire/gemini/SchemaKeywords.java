package dev.switchboard.wire.gemini;

import dev.switchboard.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The keywords of a schema that hold no other schema, in the OpenAPI subset. */
final class SchemaKeywords {
  /** Keywords that go as they are. */
  private static final Set<String> SAME =
      Set.of(
          "title",
          "description",
          "default",
          "example",
          "nullable",
          "pattern",
          "minimum",
          "maximum");

  /** Keywords that are 64-bit integers there, which are written as texts. */
  private static final Set<String> COUNTS =
      Set.of("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties");

  /** Keywords that restrict nothing, or are read elsewhere here. */
  private static final Set<String> SILENT =
      Set.of(
          "$schema",
          "$id",
          "$anchor",
          "$comment",
          "$defs",
          "definitions",
          "examples",
          "readOnly",
          "writeOnly",
          "deprecated",
          "strict",
          "type",
          "enum",
          "const",
          "format",
          "properties",
          "required",
          "propertyOrdering",
          "items",
          "anyOf",
          "oneOf",
          "exclusiveMinimum",
          "exclusiveMaximum");

  private static final Set<String> FORMATS =
      Set.of("date-time", "enum", "float", "double", "int32", "int64");

  private final Set<String> lost;

  /**
   * @param lost takes the keywords that could not be kept
   */
  SchemaKeywords(Set<String> lost) {
    this.lost = lost;
  }

  /** Copies what restricts values of one type. */
  void copy(ObjectNode schema, String type, ObjectNode subset) {
    for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
      keyword(keyword.getKey(), keyword.getValue(), subset);
    }
    bounds(schema, type, subset);
    enumeration(schema, type, subset);
  }

  /** The types that a schema allows, lower case; guessed from its other keywords if not said. */
  static Set<String> types(ObjectNode schema) {
    Set<String> types = new LinkedHashSet<>();
    JsonNode type = schema.path("type");
    if (type.isString()) {
      types.add(type.asString("").toLowerCase(Locale.ROOT));
    }
    type.values().forEach(each -> types.add(each.asString("").toLowerCase(Locale.ROOT)));
    if (!types.isEmpty()) {
      return types;
    }
    if (schema.has("properties") || schema.has("additionalProperties")) {
      types.add("object");
    } else if (schema.has("items") || schema.has("prefixItems")) {
      types.add("array");
    } else {
      schema.path("enum").forEach(value -> types.add(typeOf(value)));
      if (schema.has("const")) {
        types.add(typeOf(schema.path("const")));
      }
    }
    return types;
  }

  private static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> "string";
      case BOOLEAN -> "boolean";
      case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
      case ARRAY -> "array";
      case OBJECT -> "object";
      default -> "null";
    };
  }

  private void keyword(String name, JsonNode value, ObjectNode subset) {
    if (SAME.contains(name)) {
      subset.set(name, value);
    } else if (COUNTS.contains(name)) {
      subset.set(name, value.isIntegralNumber() ? Json.tree(value.asString()) : value);
    } else if (name.equals("format") && FORMATS.contains(value.asString(""))) {
      subset.set(name, value);
    } else if (name.equals("format")) {
      lost.add("format " + value.asString(""));
    } else if (name.equals("additionalProperties")) {
      if (value.isObject()) {
        lost.add(name);
      }
    } else if (!SILENT.contains(name) && !name.startsWith("x-")) {
      lost.add(name);
    }
  }

  private void bounds(ObjectNode schema, String type, ObjectNode subset) {
    bound(schema.path("exclusiveMinimum"), "minimum", BigDecimal.ONE, type, subset);
    bound(schema.path("exclusiveMaximum"), "maximum", BigDecimal.ONE.negate(), type, subset);
  }

  private void bound(
      JsonNode exclusive, String name, BigDecimal step, String type, ObjectNode subset) {
    if (!exclusive.isNumber() || subset.has(name)) {
      return;
    }
    BigDecimal value = exclusive.decimalValue();
    if (type.equals("integer") && exclusive.isIntegralNumber()) {
      subset.put(name, value.add(step));
    } else {
      subset.put(name, value);
      lost.add(name.equals("minimum") ? "exclusiveMinimum" : "exclusiveMaximum");
    }
  }

  private void enumeration(ObjectNode schema, String type, ObjectNode subset) {
    List<JsonNode> values = new ArrayList<>();
    schema.path("enum").forEach(values::add);
    if (schema.has("const")) {
      values.add(schema.path("const"));
    }
    values.removeIf(JsonNode::isNull);
    if (values.isEmpty()) {
      return;
    }
    if (type.equals("string") && values.stream().allMatch(JsonNode::isString)) {
      values.forEach(subset.putArray("enum")::add);
    } else {
      lost.add(schema.has("enum") ? "enum" : "const");
    }
  }
}
