package dev.switchboard.wire.anthropic;

import tools.jackson.databind.JsonNode;

/**
 * Whether a schema is of the kind that every vendor can enforce.
 *
 * <p>This dialect always enforces; others do on demand, and OpenAI only where each object names all
 * its properties as required and allows no others.
 */
final class StrictSchema {
  private StrictSchema() {}

  static boolean isStrict(JsonNode schema) {
    if (schema.isArray()) {
      for (JsonNode item : schema) {
        if (!isStrict(item)) {
          return false;
        }
      }
      return true;
    }
    if (!schema.isObject()) {
      return true;
    }
    if (isObjectSchema(schema) && !namesAll(schema)) {
      return false;
    }
    for (JsonNode inner : schema) {
      if (inner.isContainer() && !isStrict(inner)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isObjectSchema(JsonNode schema) {
    return schema.path("type").asString("").equals("object")
        || schema.path("properties").isObject();
  }

  private static boolean namesAll(JsonNode schema) {
    if (!schema.path("additionalProperties").isBoolean()
        || schema.path("additionalProperties").booleanValue()) {
      return false;
    }
    for (String name : schema.path("properties").propertyNames()) {
      boolean required = false;
      for (JsonNode item : schema.path("required")) {
        required |= item.asString("").equals(name);
      }
      if (!required) {
        return false;
      }
    }
    return true;
  }
}
