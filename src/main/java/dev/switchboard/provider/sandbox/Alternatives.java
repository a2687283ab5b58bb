package dev.switchboard.provider.sandbox;

import dev.switchboard.json.Json;
import dev.switchboard.json.JsonPointers;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes references, {@code allOf}, {@code anyOf}, {@code oneOf} and conditions out of a schema:
 * what is left are flat schemas, each of which describes some of the allowed values.
 *
 * <p>For one search. After a bound of work it knows no more alternatives.
 */
final class Alternatives {
  private static final int MOST = 64;
  private static final int DEEPEST = 40;
  private static final int ENDLESS = 1_000;

  /**
   * Schemas looked at, references followed and keywords put together for one document; about a
   * tenth of a second. Thirty references that each stand twice in the next mean a billion schemas.
   */
  private static final int WORK = 300_000;

  private static final Set<String> DISSOLVED =
      Set.of(
          "$ref",
          "$dynamicRef",
          "$recursiveRef",
          "allOf",
          "anyOf",
          "oneOf",
          "if",
          "then",
          "else",
          "$defs",
          "definitions");

  private final JsonNode root;
  private int work = WORK;

  Alternatives(JsonNode root) {
    this.root = root;
  }

  /** The likelier first: no bare null where there is a choice. */
  List<ObjectNode> of(JsonNode schema) {
    List<ObjectNode> flat = new ArrayList<>(of(schema, Set.of()));
    flat.sort(Comparator.comparing(Alternatives::onlyNull));
    return flat;
  }

  /** Those that nest least first. */
  List<ObjectNode> lowestFirst(JsonNode schema) {
    List<ObjectNode> flat = of(schema);
    if (flat.size() > 1) {
      IdentityHashMap<ObjectNode, Integer> heights = new IdentityHashMap<>();
      flat.forEach(one -> heights.put(one, new Height().of(one)));
      flat.sort(Comparator.comparing(heights::get));
    }
    return flat;
  }

  private List<ObjectNode> of(JsonNode schema, Set<String> followed) {
    if (!spend(1)) {
      return List.of();
    }
    if (!(schema instanceof ObjectNode object)) {
      return schema.isBoolean() && !schema.booleanValue() ? List.of() : List.of(Json.object());
    }
    List<ObjectNode> flat = List.of(own(object));
    for (String word : List.of("$ref", "$dynamicRef", "$recursiveRef")) {
      if (object.path(word).isString()) {
        flat = cross(flat, referred(object.path(word).stringValue(), followed));
      }
    }
    for (JsonNode part : object.path("allOf")) {
      flat = cross(flat, of(part, followed));
    }
    for (String word : List.of("anyOf", "oneOf")) {
      if (object.path(word).isArray()) {
        flat = cross(flat, any(object.get(word), followed));
      }
    }
    return object.has("if") ? cross(flat, conditional(object, followed)) : flat;
  }

  private List<ObjectNode> referred(String reference, Set<String> followed) {
    if (followed.contains(reference) || followed.size() > DEEPEST || !spend(1 + followed.size())) {
      return List.of();
    }
    Set<String> now = new HashSet<>(followed);
    now.add(reference);
    return target(reference).map(target -> of(target, now)).orElse(List.of());
  }

  private List<ObjectNode> any(JsonNode parts, Set<String> followed) {
    List<ObjectNode> flat = new ArrayList<>();
    for (JsonNode part : parts) {
      List<ObjectNode> more = of(part, followed);
      if (spend(more.size())) {
        flat.addAll(more);
      }
    }
    return flat;
  }

  private List<ObjectNode> conditional(ObjectNode schema, Set<String> followed) {
    JsonNode condition = schema.get("if");
    List<ObjectNode> met = of(condition, followed);
    if (schema.has("then")) {
      met = cross(met, of(schema.get("then"), followed));
    }
    List<ObjectNode> unmet = List.of(Json.object().set("not", condition));
    if (schema.has("else")) {
      unmet = cross(unmet, of(schema.get("else"), followed));
    }
    List<ObjectNode> both = new ArrayList<>(met);
    both.addAll(unmet);
    return both;
  }

  private List<ObjectNode> cross(List<ObjectNode> left, List<ObjectNode> right) {
    List<ObjectNode> merged = new ArrayList<>();
    for (ObjectNode a : left) {
      for (ObjectNode b : right) {
        if (merged.size() < MOST && spend(1 + size(a) + size(b))) {
          Merger.merge(a, b).ifPresent(merged::add);
        }
      }
    }
    return merged;
  }

  private boolean spend(int steps) {
    work = Math.max(0, work - steps);
    return work > 0;
  }

  private static int size(ObjectNode schema) {
    return schema.size() + schema.path("properties").size() + schema.path("enum").size();
  }

  /** The schema's own words, those of older drafts in the spelling of 2020-12. */
  private static ObjectNode own(ObjectNode schema) {
    ObjectNode own = Json.object();
    schema.properties().stream()
        .filter(field -> !DISSOLVED.contains(field.getKey()))
        .forEach(field -> own.set(field.getKey(), field.getValue()));
    if (own.has("const")) {
      own.set("enum", Json.array().add(own.remove("const")));
    }
    if (own.path("items").isArray()) {
      own.set("prefixItems", own.remove("items"));
      if (own.has("additionalItems")) {
        own.set("items", own.remove("additionalItems"));
      }
    }
    exclusive(own, "exclusiveMinimum", "minimum");
    exclusive(own, "exclusiveMaximum", "maximum");
    if (own.path("nullable").asBoolean(false) && own.has("type")) {
      ArrayNode types = Json.array();
      Merger.names(own.get("type")).forEach(types::add);
      own.set("type", types.add("null"));
    }
    dependencies(own);
    return own;
  }

  /** Draft-04 has a flag that makes the bound beside it exclusive. */
  private static void exclusive(ObjectNode schema, String exclusive, String bound) {
    if (schema.path(exclusive).isBoolean()) {
      boolean on = schema.remove(exclusive).booleanValue();
      if (on && schema.has(bound)) {
        schema.set(exclusive, schema.remove(bound));
      }
    }
  }

  private static void dependencies(ObjectNode schema) {
    JsonNode dependencies = schema.remove("dependencies");
    if (dependencies == null) {
      return;
    }
    for (Map.Entry<String, JsonNode> one : dependencies.properties()) {
      String word = one.getValue().isArray() ? "dependentRequired" : "dependentSchemas";
      ObjectNode map = schema.path(word) instanceof ObjectNode o ? o.deepCopy() : Json.object();
      schema.set(word, map.set(one.getKey(), one.getValue()));
    }
  }

  private Optional<JsonNode> target(String reference) {
    if (!reference.startsWith("#")) {
      return anchored(root, "$id", reference);
    }
    if (reference.equals("#") || reference.startsWith("#/")) {
      String pointer =
          URLDecoder.decode(reference.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
      return JsonPointers.resolve(root, pointer);
    }
    String name = reference.substring(1);
    return anchored(root, "$anchor", name)
        .or(() -> anchored(root, "$dynamicAnchor", name))
        .or(() -> anchored(root, "$id", reference));
  }

  private Optional<JsonNode> anchored(JsonNode schema, String word, String name) {
    if (!spend(1)) {
      return Optional.empty();
    }
    if (schema.path(word).isString() && schema.path(word).stringValue().equals(name)) {
      return Optional.of(schema);
    }
    for (JsonNode child : schema) {
      if (child.isContainer()) {
        Optional<JsonNode> found = anchored(child, word, name);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static boolean onlyNull(ObjectNode schema) {
    JsonNode type = schema.get("type");
    JsonNode values = schema.get("enum");
    return (type != null && Merger.names(type).equals(List.of("null")))
        || (values != null && values.size() == 1 && values.get(0).isNull());
  }

  /** Finds how many levels the lowest value of a schema needs at least; for one comparison. */
  private final class Height {
    private static final int STEPS = 2_000;
    private static final int LEVELS = 8;

    private final Set<JsonNode> above = Collections.newSetFromMap(new IdentityHashMap<>());
    private int steps = STEPS;

    int of(ObjectNode flat) {
      if (flat.has("enum")) {
        return 0;
      }
      int inside = 0;
      for (JsonNode name : flat.path("required")) {
        inside = Math.max(inside, below(flat.path("properties").path(name.asString())));
      }
      return flat.path("minItems").asInt(0) > 0
          ? Math.max(inside, below(flat.path("items")))
          : inside;
    }

    private int below(JsonNode schema) {
      if (!schema.isObject()) {
        return 0;
      }
      if (--steps < 0 || above.size() > LEVELS || !above.add(schema)) {
        return ENDLESS;
      }
      int least = ENDLESS;
      for (ObjectNode flat : Alternatives.this.of(schema)) {
        least = Math.min(least, of(flat));
      }
      above.remove(schema);
      return Math.min(ENDLESS, least + 1);
    }
  }
}
