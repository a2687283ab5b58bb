package dev.switchboard.json;

import dev.switchboard.json.SchemaWords.Shape;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Schemas of older drafts in the words of 2020-12, of the same meaning, and without the words that
 * have no say in whether a value is valid.
 *
 * <p>{@code $schema} goes away: the words decide, not the label, which callers seldom choose.
 * {@code definitions} may stay, since references find it by its place; so may any word of the root
 * that a reference leads into, such as OpenAPI's {@code components}.
 */
final class LegacySchema {
  private static final Set<String> REMARKS =
      Set.of(
          "$schema",
          "$comment",
          "$vocabulary",
          "id",
          "title",
          "description",
          "default",
          "examples",
          "deprecated",
          "readOnly",
          "writeOnly",
          "contentEncoding",
          "contentMediaType",
          "contentSchema");

  private final ObjectNode root;
  private final Deque<String> targets = new ArrayDeque<>();
  private final Set<String> ways = new HashSet<>();
  private final Set<ObjectNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private LegacySchema(ObjectNode root) {
    this.root = root;
  }

  /** A translated copy of a schema that {@link SchemaCheck} has accepted. */
  static JsonNode translate(JsonNode schema) {
    JsonNode copy = schema.deepCopy();
    if (copy instanceof ObjectNode root) {
      new LegacySchema(root).run();
    }
    return copy;
  }

  private void run() {
    walk(root);
    while (!targets.isEmpty()) {
      JsonPointers.resolve(root, targets.remove()).ifPresent(this::walk);
    }
    Map<String, JsonNode> needed = new LinkedHashMap<>();
    for (String word : ways) {
      Optional.ofNullable(root.get(word)).ifPresent(value -> needed.put(word, value));
    }
    seen.forEach(LegacySchema::strip);
    root.setAll(needed);
  }

  private void walk(JsonNode node) {
    if (!(node instanceof ObjectNode schema) || !seen.add(schema)) {
      return;
    }
    JsonNode reference = schema.get("$ref");
    if (reference != null) {
      schema.put("$ref", follow(reference.stringValue()));
    }
    for (Map.Entry<String, JsonNode> entry : List.copyOf(schema.properties())) {
      inside(SchemaWords.shape(entry.getKey()), entry.getValue());
    }
    anchor(schema);
    items(schema);
    dependencies(schema);
    bound(schema, "exclusiveMinimum", "minimum");
    bound(schema, "exclusiveMaximum", "maximum");
    JsonNode recursive = schema.remove("$recursiveRef");
    if (recursive != null && !schema.has("$ref")) {
      schema.set("$ref", recursive);
    }
    schema.remove("$recursiveAnchor");
  }

  private void inside(Shape shape, JsonNode value) {
    switch (shape) {
      case SCHEMA -> walk(value);
      case SCHEMAS, SCHEMA_MAP, PATTERN_MAP, DEPENDENCIES -> value.forEach(this::walk);
      case ITEMS -> {
        if (value.isArray()) {
          value.forEach(this::walk);
        } else {
          walk(value);
        }
      }
      case ANY, NAMES_MAP, TYPE, PATTERN, REFERENCE, ANCHOR, TEXT, NAMES, LIST -> {}
      case COUNT, NUMBER, POSITIVE, BOUND, FLAG -> {}
    }
  }

  /** Takes away the words that have no say. */
  private static void strip(ObjectNode schema) {
    for (String word : List.copyOf(schema.propertyNames())) {
      if (REMARKS.contains(word) || !SchemaWords.keywords().contains(word)) {
        schema.remove(word);
      }
    }
  }

  /** Notes a pointer for a later walk; its percent signs are resolved, for the library is not. */
  private String follow(String reference) {
    if (!reference.startsWith("#/")) {
      return reference;
    }
    String pointer = SchemaCheck.unescape(reference.substring(1));
    targets.add(pointer);
    ways.add(JsonPointers.steps(pointer).getFirst());
    return "#" + pointer.replace("%", "%25");
  }

  /** Draft-07: an identifier that is only a fragment names a place. */
  private static void anchor(ObjectNode schema) {
    JsonNode id = schema.get("$id");
    if (id != null && id.isString() && id.stringValue().startsWith("#")) {
      schema.remove("$id");
      schema.put("$anchor", id.stringValue().substring(1));
    }
  }

  private static void items(ObjectNode schema) {
    JsonNode rest = schema.remove("additionalItems");
    if (schema.get("items") instanceof ArrayNode tuple) {
      schema.remove("items");
      if (!tuple.isEmpty()) {
        schema.set("prefixItems", tuple);
      }
      if (rest != null) {
        schema.set("items", rest);
      }
    }
  }

  private static void dependencies(ObjectNode schema) {
    if (!(schema.remove("dependencies") instanceof ObjectNode dependencies)) {
      return;
    }
    for (Map.Entry<String, JsonNode> entry : dependencies.properties()) {
      String word = entry.getValue().isArray() ? "dependentRequired" : "dependentSchemas";
      schema.withObjectProperty(word).set(entry.getKey(), entry.getValue());
    }
  }

  /** Draft-04: a truth value that makes the neighbour exclusive. */
  private static void bound(ObjectNode schema, String exclusive, String inclusive) {
    JsonNode flag = schema.get(exclusive);
    if (flag == null || !flag.isBoolean()) {
      return;
    }
    schema.remove(exclusive);
    JsonNode bound = schema.get(inclusive);
    if (flag.booleanValue() && bound != null) {
      schema.remove(inclusive);
      schema.set(exclusive, bound);
    }
  }
}
