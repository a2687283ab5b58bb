package dev.switchboard.json;

import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON Schemas by chance; each has values. */
public final class RandomSchema {
  private static final List<String> PATTERNS =
      List.of(
          "^[a-z]{3,8}$",
          "^[A-Z]{2}-\\d{4}$",
          "^\\d{5}$",
          "[0-9]+",
          "^(red|green|blue)$",
          "^[a-z]+(-[a-z]+)*$",
          "^\\+?\\d{7,15}$",
          "^v\\d+\\.\\d+$",
          "^.{4,10}$",
          "x");
  private static final List<String> FORMATS =
      List.of("date", "date-time", "email", "uri", "uuid", "ipv4", "ipv6", "hostname", "time");
  private static final List<String> NAMES =
      List.of(
          "sentiment",
          "confidence",
          "reasoning",
          "topics",
          "name",
          "items",
          "total",
          "isUrgent",
          "createdAt",
          "email",
          "a",
          "b",
          "some_value",
          "count");

  private final Random random;
  private final ObjectNode definitions = Json.object();

  public RandomSchema(long seed) {
    this.random = new Random(seed);
  }

  /** A whole schema. */
  public JsonNode document() {
    ObjectNode root = schema(4);
    if (!definitions.isEmpty()) {
      root.set("$defs", definitions);
    }
    return root;
  }

  private ObjectNode schema(int depth) {
    return switch (random.nextInt(depth > 0 ? 15 : 6)) {
      case 0 -> text();
      case 1 -> number("integer");
      case 2 -> number("number");
      case 3 -> Json.object().put("type", "boolean");
      case 4 -> enumeration();
      case 5 -> Json.object().set("type", Json.array().add("null").add("string"));
      case 6, 7, 8, 9 -> object(depth - 1);
      case 10, 11 -> array(depth - 1);
      case 12 -> choice(depth - 1);
      case 13 -> reference(depth - 1);
      default -> all(depth - 1);
    };
  }

  private ObjectNode text() {
    ObjectNode schema = Json.object().put("type", "string");
    switch (random.nextInt(4)) {
      case 0 -> schema.put("pattern", PATTERNS.get(random.nextInt(PATTERNS.size())));
      case 1 -> schema.put("format", FORMATS.get(random.nextInt(FORMATS.size())));
      case 2 -> {
        int least = random.nextInt(40);
        schema.put("minLength", least).put("maxLength", least + random.nextInt(20));
      }
      default -> {}
    }
    return schema;
  }

  private ObjectNode number(String type) {
    ObjectNode schema = Json.object().put("type", type);
    int low = random.nextInt(200) - 100;
    switch (random.nextInt(5)) {
      case 0 -> schema.put("minimum", low).put("maximum", low + random.nextInt(5));
      case 1 -> schema.put("exclusiveMinimum", low).put("exclusiveMaximum", low + 2);
      case 2 -> schema.put("multipleOf", 1 + random.nextInt(9)).put("minimum", low);
      case 3 -> schema.put("maximum", low);
      default -> {}
    }
    return schema;
  }

  private ObjectNode enumeration() {
    ArrayNode values = Json.array().add("low").add("medium").add(7).addNull();
    return random.nextBoolean()
        ? Json.object().set("enum", values)
        : Json.object().set("const", values.get(random.nextInt(4)));
  }

  private ObjectNode object(int depth) {
    ObjectNode properties = Json.object();
    ArrayNode required = Json.array();
    int size = random.nextInt(6);
    for (int i = 0; i < size; i++) {
      String name = NAMES.get(random.nextInt(NAMES.size()));
      if (!properties.has(name) && random.nextBoolean()) {
        required.add(name);
      }
      properties.set(name, schema(depth));
    }
    ObjectNode schema = Json.object().put("type", "object");
    schema.set("properties", properties);
    schema.set("required", required);
    switch (random.nextInt(6)) {
      case 0, 1 -> schema.put("additionalProperties", false);
      case 2 -> schema.put("minProperties", properties.size() + 2);
      case 3 -> schema.set("patternProperties", Json.object().set("^x-", number("integer")));
      case 4 -> {
        schema.set("additionalProperties", text());
        schema.set("propertyNames", Json.object().put("maxLength", 12));
      }
      default -> schema.put("maxProperties", Math.max(1, required.size()));
    }
    return schema;
  }

  private ObjectNode array(int depth) {
    ObjectNode schema = Json.object().put("type", "array");
    int least = random.nextInt(4);
    schema.put("minItems", least).put("maxItems", least + random.nextInt(3));
    switch (random.nextInt(4)) {
      case 0 -> {
        schema.set("items", Json.object().put("type", "string").put("minLength", 1));
        schema.put("uniqueItems", true);
      }
      case 1 -> schema.set("prefixItems", Json.array().add(schema(depth)).add(schema(depth)));
      case 2 -> {
        schema.set("items", Json.object().put("type", "integer"));
        schema.set("contains", Json.object().put("minimum", 50));
        schema.put("maxItems", least + 3);
      }
      default -> schema.set("items", schema(depth));
    }
    return schema;
  }

  /** Objects that one field tells apart. */
  private ObjectNode choice(int depth) {
    ArrayNode choices = Json.array();
    for (String kind : List.of("circle", "square")) {
      ObjectNode one = object(depth);
      ((ObjectNode) one.get("properties")).set("kind", Json.object().put("const", kind));
      one.withArray("required").add("kind");
      one.remove(List.of("propertyNames", "maxProperties"));
      choices.add(one);
    }
    return Json.object().set(random.nextBoolean() ? "oneOf" : "anyOf", choices);
  }

  /** A tree whose nodes refer to their own kind. */
  private ObjectNode reference(int depth) {
    String name = "node" + definitions.size();
    ObjectNode self = Json.object().put("$ref", "#/$defs/" + name);
    ObjectNode node = Json.object().put("type", "object");
    definitions.set(name, node);
    ObjectNode properties = Json.object();
    properties.set("value", schema(Math.max(0, depth - 1)));
    properties.set("children", Json.object().put("type", "array").set("items", self));
    properties.set(
        "next",
        Json.object().set("anyOf", Json.array().add(self).add(Json.object().put("type", "null"))));
    node.set("properties", properties);
    node.set("required", Json.array().add("value").add("children").add("next"));
    node.put("additionalProperties", false);
    return self.deepCopy();
  }

  /** Two demands on one object. */
  private ObjectNode all(int depth) {
    ObjectNode more = Json.object();
    more.set("properties", Json.object().set("extra", schema(depth)));
    more.set("required", Json.array().add("extra"));
    ObjectNode first = object(depth);
    first.remove(List.of("additionalProperties", "maxProperties", "propertyNames"));
    return Json.object().set("allOf", Json.array().add(first).add(more));
  }
}
