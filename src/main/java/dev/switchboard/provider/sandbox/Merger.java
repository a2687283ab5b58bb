package dev.switchboard.provider.sandbox;

import dev.switchboard.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Puts two flat schemas into one that allows what both allow, as far as keywords can say it. */
final class Merger {
  private Merger() {}

  /** Empty if it is plain that no value can follow both. */
  static Optional<ObjectNode> merge(ObjectNode a, ObjectNode b) {
    if (a.isEmpty()) {
      return Optional.of(b);
    }
    if (b.isEmpty()) {
      return Optional.of(a);
    }
    ObjectNode merged = Json.object();
    for (Map.Entry<String, JsonNode> field : a.properties()) {
      String word = field.getKey();
      JsonNode other = b.get(word);
      if (other == null || other.equals(field.getValue())) {
        merged.set(word, field.getValue());
        continue;
      }
      Optional<JsonNode> both = both(word, field.getValue(), other);
      if (both.isEmpty()) {
        return Optional.empty();
      }
      merged.set(word, both.get());
    }
    b.properties().stream()
        .filter(field -> !a.has(field.getKey()))
        .forEach(field -> merged.set(field.getKey(), field.getValue()));
    mergeProperties(merged, a, b);
    mergeItems(merged, a, b);
    return Optional.of(merged);
  }

  /** A schema that demands both. */
  static JsonNode all(List<JsonNode> schemas) {
    if (schemas.size() == 1) {
      return schemas.getFirst();
    }
    ArrayNode parts = Json.array();
    schemas.forEach(parts::add);
    return Json.object().set("allOf", parts);
  }

  private static Optional<JsonNode> both(String word, JsonNode a, JsonNode b) {
    return switch (word) {
      case "type" -> types(a, b);
      case "enum" -> common(a, b);
      case "required" -> Optional.of(union(a, b));
      case "minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains" ->
          Optional.of(a.decimalValue().compareTo(b.decimalValue()) >= 0 ? a : b);
      case "maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains" ->
          Optional.of(a.decimalValue().compareTo(b.decimalValue()) <= 0 ? a : b);
      case "multipleOf" ->
          Optional.of(
              JsonNodeFactory.instance.numberNode(
                  leastCommonMultiple(a.decimalValue(), b.decimalValue())));
      case "uniqueItems" -> Optional.of(a.booleanValue() ? a : b);
      case "patternProperties", "dependentSchemas" -> Optional.of(maps(a, b));
      case "dependentRequired" -> Optional.of(nameMaps(a, b));
      case "propertyNames", "contains", "unevaluatedProperties", "unevaluatedItems" ->
          Optional.of(all(List.of(a, b)));
      case "not" -> Optional.of(Json.object().set("anyOf", Json.array().add(a).add(b)));
      default -> Optional.of(a);
    };
  }

  private static Optional<JsonNode> types(JsonNode a, JsonNode b) {
    Set<String> common = new LinkedHashSet<>();
    for (String type : names(a)) {
      for (String other : names(b)) {
        if (type.equals(other) || (type.equals("integer") && other.equals("number"))) {
          common.add(type);
        } else if (type.equals("number") && other.equals("integer")) {
          common.add(other);
        }
      }
    }
    return common.isEmpty() ? Optional.empty() : Optional.of(array(common));
  }

  private static Optional<JsonNode> common(JsonNode a, JsonNode b) {
    ArrayNode common = Json.array();
    for (JsonNode value : a) {
      for (JsonNode other : b) {
        boolean sameNumber =
            value.isNumber()
                && other.isNumber()
                && value.decimalValue().compareTo(other.decimalValue()) == 0;
        if (sameNumber || value.equals(other)) {
          common.add(value);
          break;
        }
      }
    }
    return common.isEmpty() ? Optional.empty() : Optional.of(common);
  }

  private static JsonNode union(JsonNode a, JsonNode b) {
    Set<String> names = new LinkedHashSet<>(names(a));
    names.addAll(names(b));
    return array(names);
  }

  private static JsonNode maps(JsonNode a, JsonNode b) {
    ObjectNode merged = ((ObjectNode) a).deepCopy();
    for (Map.Entry<String, JsonNode> field : b.properties()) {
      JsonNode there = merged.get(field.getKey());
      merged.set(
          field.getKey(), there == null ? field.getValue() : all(List.of(there, field.getValue())));
    }
    return merged;
  }

  private static JsonNode nameMaps(JsonNode a, JsonNode b) {
    ObjectNode merged = ((ObjectNode) a).deepCopy();
    for (Map.Entry<String, JsonNode> field : b.properties()) {
      JsonNode there = merged.get(field.getKey());
      merged.set(field.getKey(), there == null ? field.getValue() : union(there, field.getValue()));
    }
    return merged;
  }

  /** A property that only one side names is what the other side says of additional ones, too. */
  private static void mergeProperties(ObjectNode merged, ObjectNode a, ObjectNode b) {
    ObjectNode properties = Json.object();
    Set<String> names = new LinkedHashSet<>();
    a.path("properties").propertyNames().forEach(names::add);
    b.path("properties").propertyNames().forEach(names::add);
    for (String name : names) {
      List<JsonNode> schemas = new ArrayList<>(propertySchemas(a, name));
      schemas.addAll(propertySchemas(b, name));
      properties.set(name, all(schemas));
    }
    if (!properties.isEmpty()) {
      merged.set("properties", properties);
    }
    additional(merged, a, b, "additionalProperties");
  }

  /** What a flat schema says of a property, pattern properties left out when there are any. */
  private static List<JsonNode> propertySchemas(ObjectNode schema, String name) {
    JsonNode own = schema.path("properties").get(name);
    JsonNode additional = schema.get("additionalProperties");
    if (own != null) {
      return List.of(own);
    }
    return additional == null || schema.has("patternProperties") ? List.of() : List.of(additional);
  }

  private static void mergeItems(ObjectNode merged, ObjectNode a, ObjectNode b) {
    int size = Math.max(a.path("prefixItems").size(), b.path("prefixItems").size());
    if (size > 0) {
      ArrayNode prefix = Json.array();
      for (int i = 0; i < size; i++) {
        List<JsonNode> schemas = new ArrayList<>(itemSchemas(a, i));
        schemas.addAll(itemSchemas(b, i));
        prefix.add(schemas.isEmpty() ? Json.object() : all(schemas));
      }
      merged.set("prefixItems", prefix);
    }
    additional(merged, a, b, "items");
  }

  private static List<JsonNode> itemSchemas(ObjectNode schema, int index) {
    JsonNode own = schema.path("prefixItems").get(index);
    JsonNode rest = schema.get("items");
    if (own != null) {
      return List.of(own);
    }
    return rest == null ? List.of() : List.of(rest);
  }

  private static void additional(ObjectNode merged, ObjectNode a, ObjectNode b, String word) {
    if (a.has(word) && b.has(word)) {
      merged.set(word, all(List.of(a.get(word), b.get(word))));
    }
  }

  static BigDecimal leastCommonMultiple(BigDecimal a, BigDecimal b) {
    int scale = Math.max(0, Math.max(a.scale(), b.scale()));
    BigInteger left = a.movePointRight(scale).toBigInteger();
    BigInteger right = b.movePointRight(scale).toBigInteger();
    BigInteger multiple = left.divide(left.gcd(right)).multiply(right);
    return new BigDecimal(multiple).movePointLeft(scale);
  }

  /** The strings of an array, or the one string. */
  static List<String> names(JsonNode names) {
    if (names.isString()) {
      return List.of(names.stringValue());
    }
    List<String> all = new ArrayList<>();
    names.forEach(name -> all.add(name.asString()));
    return all;
  }

  private static ArrayNode array(Set<String> names) {
    ArrayNode array = Json.array();
    names.forEach(array::add);
    return array;
  }
}
