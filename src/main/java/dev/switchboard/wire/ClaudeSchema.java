package dev.switchboard.wire;

import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON Schema cut down to what can be enforced while the answer is written.
 *
 * <p>A keyword that is not enforced is taken out, because the API rejects it, and told in the
 * description instead, so that the model still sees it. Objects are closed. A schema that needs
 * open objects, recursion or free values cannot be enforced at all.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/structured-outputs">what is
 *     enforced</a>
 */
public final class ClaudeSchema {
  private static final Set<String> COPIED =
      Set.of("type", "title", "description", "default", "required", "$ref");
  private static final Set<String> ANNOTATIONS =
      Set.of("$schema", "$id", "$comment", "examples", "deprecated", "readOnly", "writeOnly");
  private static final Set<String> FORMATS =
      Set.of(
          "date-time",
          "time",
          "date",
          "duration",
          "email",
          "hostname",
          "uri",
          "ipv4",
          "ipv6",
          "uuid");

  /** Look-around, back references and word boundaries are not regular or not supported. */
  private static final Pattern HARD_PATTERN = Pattern.compile("\\(\\?|\\\\[1-9bB]");

  private final Set<String> softened = new LinkedHashSet<>();
  private final List<String> obstacles = new ArrayList<>();
  private final Set<String> following = new HashSet<>();
  private final Set<String> followed = new HashSet<>();
  private ObjectNode schema = Json.object();

  private ClaudeSchema() {}

  /** Cuts a schema down; the original stays as it is. */
  public static ClaudeSchema of(ObjectNode original) {
    ClaudeSchema subset = new ClaudeSchema();
    subset.schema = subset.cut(original);
    if (subset.refersOutOrBack(original, original)) {
      subset.obstacles.add("it refers to itself or to another document");
    }
    return subset;
  }

  /** The schema that can be enforced. */
  public ObjectNode schema() {
    return schema;
  }

  /** The keywords that were taken out or weakened. */
  public Set<String> softened() {
    return softened;
  }

  /** Why it cannot be enforced at all; empty if it can. */
  public List<String> obstacles() {
    return obstacles;
  }

  private ObjectNode cut(ObjectNode node) {
    ObjectNode cut = Json.object();
    ObjectNode told = Json.object();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      keyword(field.getKey(), field.getValue(), cut, told);
    }
    closeObject(node, cut);
    if (cut.isEmpty() || !says(cut)) {
      obstacles.add("it allows any value somewhere");
    }
    if (!told.isEmpty()) {
      softened.addAll(told.propertyNames());
      String before = cut.path("description").asString("");
      cut.put("description", (before.isEmpty() ? "" : before + "\n\n") + Json.text(told));
    }
    return cut;
  }

  private void keyword(String name, JsonNode value, ObjectNode cut, ObjectNode told) {
    if (COPIED.contains(name)) {
      cut.set(name, value);
      return;
    }
    switch (name) {
      case "properties", "$defs", "definitions" -> cut.set(name, cutEach(value));
      case "items" -> cut.set(name, cutValue(value));
      case "anyOf", "allOf" -> cut.set(name, cutAll(value));
      case "oneOf" -> {
        softened.add(name);
        cut.set("anyOf", cutAll(value));
      }
      case "additionalProperties" -> {}
      default -> {
        if (isEnforced(name, value)) {
          cut.set(name, value);
        } else if (!ANNOTATIONS.contains(name)) {
          told.set(name, value);
        }
      }
    }
  }

  private static boolean isEnforced(String name, JsonNode value) {
    return switch (name) {
      case "enum" -> value.isArray() && value.valueStream().noneMatch(JsonNode::isContainer);
      case "const" -> !value.isContainer();
      case "format" -> value.isString() && FORMATS.contains(value.stringValue());
      case "pattern" -> value.isString() && !HARD_PATTERN.matcher(value.stringValue()).find();
      case "minItems" -> value.isInt() && (value.intValue() == 0 || value.intValue() == 1);
      default -> false;
    };
  }

  private ObjectNode cutEach(JsonNode schemas) {
    ObjectNode cut = Json.object();
    for (Map.Entry<String, JsonNode> field : schemas.properties()) {
      cut.set(field.getKey(), cutValue(field.getValue()));
    }
    return cut;
  }

  private ArrayNode cutAll(JsonNode schemas) {
    ArrayNode cut = Json.array();
    for (JsonNode schema : schemas.values()) {
      cut.add(cutValue(schema));
    }
    return cut;
  }

  private JsonNode cutValue(JsonNode schema) {
    if (schema instanceof ObjectNode object) {
      return cut(object);
    }
    obstacles.add(
        schema.isArray() ? "it has a list of schemas for items" : "it allows any value somewhere");
    return schema;
  }

  private void closeObject(ObjectNode node, ObjectNode cut) {
    if (!node.has("properties") && !isType(node.path("type"), "object")) {
      return;
    }
    JsonNode more = node.path("additionalProperties");
    boolean closed = more.isBoolean() && !more.booleanValue();
    if (more.isObject()
        || node.has("patternProperties")
        || (node.path("properties").isEmpty() && !closed)) {
      obstacles.add("it has an object with free keys");
    } else if (!more.isMissingNode() && !closed) {
      softened.add("additionalProperties");
    }
    cut.put("additionalProperties", false);
  }

  private static boolean says(ObjectNode cut) {
    return cut.has("type")
        || cut.has("enum")
        || cut.has("const")
        || cut.has("anyOf")
        || cut.has("allOf")
        || cut.has("$ref")
        || cut.has("properties");
  }

  private static boolean isType(JsonNode type, String wanted) {
    return type.isArray()
        ? type.valueStream().anyMatch(word -> word.asString("").equals(wanted))
        : type.asString("").equals(wanted);
  }

  /** Follows each reference once; one that is being followed already closes a circle. */
  private boolean refersOutOrBack(JsonNode root, JsonNode node) {
    String reference = node.path("$ref").asString("");
    if (!reference.isEmpty()) {
      return refersOutOrBack(root, reference);
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      boolean isDefinitions =
          field.getKey().equals("$defs") || field.getKey().equals("definitions");
      if (!isDefinitions && refersOutOrBack(root, field.getValue())) {
        return true;
      }
    }
    return node.isArray() && node.valueStream().anyMatch(item -> refersOutOrBack(root, item));
  }

  private boolean refersOutOrBack(JsonNode root, String reference) {
    if (followed.contains(reference)) {
      return false;
    }
    if (!reference.startsWith("#/") || !following.add(reference)) {
      return true;
    }
    boolean found = refersOutOrBack(root, root.at(reference.substring(1)));
    following.remove(reference);
    followed.add(reference);
    return found;
  }
}
