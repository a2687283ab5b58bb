package dev.switchboard.task;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Json;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How the value that an output schema describes is asked of a model. */
sealed interface OutputPlan {

  /** The model's text is the value. */
  record Text() implements OutputPlan {}

  /**
   * The model writes JSON.
   *
   * @param asked the schema that the model gets; always that of an object
   * @param wrapped whether {@code asked} holds the caller's schema under {@code value}, because
   *     theirs is not that of an object
   */
  record Structured(ObjectNode asked, boolean wrapped) implements OutputPlan {

    /** The caller's value within what the model wrote; null when it is not there. */
    @Nullable JsonNode unwrap(JsonNode written) {
      return wrapped ? written.get(VALUE) : written;
    }
  }

  /** The property that holds a value which is not an object. */
  String VALUE = "value";

  /** Names of properties that hold an embedding. */
  Pattern VECTOR = Pattern.compile("(?i).*(embedding|vector).*");

  /** Words that say nothing about what a text must be. */
  Set<String> ANNOTATIONS =
      Set.of(
          "type",
          "title",
          "description",
          "examples",
          "example",
          "default",
          "$schema",
          "$id",
          "$comment",
          "deprecated",
          "readOnly",
          "writeOnly");

  /**
   * The plan for a schema.
   *
   * @param schema null for a text
   * @throws FailureException with {@link Failure.Unsupported} for media and vectors
   */
  static OutputPlan of(@Nullable ObjectNode schema) {
    if (schema == null || isPlainText(schema)) {
      return new Text();
    }
    refuseMedia(schema, "/output_schema");
    if (isObject(schema)) {
      return new Structured(schema, false);
    }
    ObjectNode asked = Json.object();
    asked.put("type", "object");
    ObjectNode inner = schema.deepCopy();
    for (String definitions : new String[] {"$defs", "definitions"}) {
      JsonNode moved = inner.remove(definitions);
      if (moved != null) {
        asked.set(definitions, moved);
      }
    }
    inner.remove("$schema");
    // It would make the inner schema a document of its own, whose references lead elsewhere.
    inner.remove("$id");
    repointRoot(inner);
    repointRoot(asked);
    asked.putObject("properties").set(VALUE, inner);
    asked.putArray("required").add(VALUE);
    asked.put("additionalProperties", false);
    return new Structured(asked, true);
  }

  private static boolean isPlainText(ObjectNode schema) {
    if (schema.isEmpty()) {
      return true;
    }
    return schema.path("type").isString()
        && schema.path("type").stringValue().equals("string")
        && schema.propertyNames().stream().allMatch(ANNOTATIONS::contains);
  }

  private static boolean isObject(ObjectNode schema) {
    return schema.path("type").isString() && schema.path("type").stringValue().equals("object");
  }

  /**
   * References to the root mean the caller's value, which is one level deeper now; those of a part
   * with an id of its own mean that part.
   */
  private static void repointRoot(JsonNode node) {
    if (node instanceof ObjectNode object) {
      if (object.path("$id").isString()) {
        return;
      }
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        if (entry.getKey().equals("$ref") && entry.getValue().isString()) {
          object.put("$ref", repointed(entry.getValue().stringValue()));
        } else {
          repointRoot(entry.getValue());
        }
      }
    } else if (node instanceof ArrayNode array) {
      array.forEach(OutputPlan::repointRoot);
    }
  }

  private static String repointed(String reference) {
    boolean staysValid = reference.startsWith("#/$defs/") || reference.startsWith("#/definitions/");
    if (staysValid || !reference.startsWith("#")) {
      return reference;
    }
    boolean isAnchor = reference.length() > 1 && reference.charAt(1) != '/';
    return isAnchor ? reference : "#/properties/" + VALUE + reference.substring(1);
  }

  /** A vector that a chat model makes up would be valid and worthless. */
  private static void refuseVector(String name, JsonNode schema, String pointer) {
    boolean named = VECTOR.matcher(name).matches();
    boolean ofNumbers =
        schema.path("type").asString("").equals("array")
            && schema.path("items").path("type").asString("").equals("number");
    if (named && ofNumbers) {
      throw new FailureException(
          new Failure.Unsupported(
              pointer, pointer + ": an embedding cannot be produced (expected: text or JSON)"));
    }
  }

  private static void refuseMedia(JsonNode node, String pointer) {
    if (node instanceof ObjectNode object) {
      if (object.path("contentEncoding").asString("").equals("base64")
          && object.has("contentMediaType")) {
        throw new FailureException(
            new Failure.Unsupported(
                pointer,
                pointer
                    + ": "
                    + object.path("contentMediaType").asString("")
                    + " cannot be produced (expected: text or JSON)"));
      }
      object
          .properties()
          .forEach(e -> {
            refuseVector(e.getKey(), e.getValue(), pointer + "/" + e.getKey());
            refuseMedia(e.getValue(), pointer + "/" + e.getKey());
          });
    } else if (node instanceof ArrayNode array) {
      int index = 0;
      for (JsonNode item : array) {
        refuseMedia(item, pointer + "/" + index++);
      }
    }
  }
}
