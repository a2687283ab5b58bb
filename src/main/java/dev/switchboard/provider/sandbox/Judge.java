package dev.switchboard.provider.sandbox;

import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.Json;
import dev.switchboard.json.Schema;
import dev.switchboard.json.SchemaValidator;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says whether values are valid against one schema and parts of it; for one search.
 *
 * <p>A schema can make each judgement take tens of milliseconds. After a third of a second of them
 * nothing is allowed.
 */
final class Judge {
  /** Names of bases: with the parts taken out of their place, references would lead astray. */
  private static final Set<String> BASES = Set.of("$id", "id", "$schema");

  private static final String WHOLE = "#/$defs/whole";

  /** How long one search may judge in all; a sane schema's takes milliseconds. */
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private final SchemaValidator validator;
  private final JsonNode root;
  private final Schema compiledRoot;
  private final JsonNode movedRoot;
  private final IdentityHashMap<JsonNode, Optional<Schema>> parts = new IdentityHashMap<>();
  private long patienceNanos = PATIENCE_NANOS;

  /**
   * @throws InvalidFieldException if the root is no schema
   */
  Judge(SchemaValidator validator, JsonNode root) {
    this.validator = validator;
    this.root = root;
    this.compiledRoot = validator.compile(root);
    this.movedRoot = moved(root);
  }

  /** Whether the whole schema allows the value. */
  boolean allows(JsonNode value) {
    return allows(compiledRoot, value);
  }

  private boolean allows(Schema schema, JsonNode value) {
    if (patienceNanos <= 0) {
      return false;
    }
    long from = System.nanoTime();
    boolean allowed = schema.validate(value).isEmpty();
    patienceNanos -= System.nanoTime() - from;
    return allowed;
  }

  /** Whether a part of the schema, or parts put together, allow the value. */
  @SuppressWarnings("ReferenceEquality") // Equal parts elsewhere may mean something else.
  boolean allows(JsonNode part, JsonNode value) {
    if (part == root) {
      return allows(value);
    }
    if (!part.isObject()) {
      return !part.isBoolean() || part.booleanValue();
    }
    return parts
        .computeIfAbsent(part, this::compiled)
        .map(schema -> allows(schema, value))
        .orElse(false);
  }

  private Optional<Schema> compiled(JsonNode part) {
    ObjectNode alone = (ObjectNode) moved(part);
    alone.remove("definitions");
    if (Json.text(alone).contains(WHOLE)) {
      alone.set("$defs", Json.object().set("whole", movedRoot));
    } else {
      alone.remove("$defs");
    }
    try {
      return Optional.of(validator.compile(alone));
    } catch (InvalidFieldException _) {
      return Optional.empty();
    }
  }

  /** The schema as it must read when its document stands at {@value #WHOLE}. */
  private static JsonNode moved(JsonNode schema) {
    if (schema instanceof ArrayNode array) {
      ArrayNode copy = Json.array();
      array.forEach(element -> copy.add(moved(element)));
      return copy;
    }
    if (!(schema instanceof ObjectNode object)) {
      return schema;
    }
    ObjectNode copy = Json.object();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      JsonNode value = field.getValue();
      boolean pointer =
          value.isString()
              && field.getKey().equals("$ref")
              && (value.stringValue().equals("#") || value.stringValue().startsWith("#/"));
      if (pointer) {
        copy.put(field.getKey(), WHOLE + value.stringValue().substring(1));
      } else if (!(value.isString() && BASES.contains(field.getKey()))) {
        copy.set(field.getKey(), moved(value));
      }
    }
    return copy;
  }
}
