package dev.switchboard.wire.gemini;

import dev.switchboard.json.Json;
import dev.switchboard.json.JsonPointers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts the targets of {@code $ref} and the parts of {@code allOf} in place.
 *
 * <p>A few references can stand for an enormous schema, so what is put in place is bounded to
 * {@value #MAX_INSERTED} characters in all. Nothing of the original is changed.
 */
final class SchemaReferences {
  private static final int MAX_INSERTED = 1_000_000;
  private static final int LEAST_SIZE = 32;

  private final ObjectNode root;
  private final Set<String> lost;
  private final Map<String, Integer> sizes = new HashMap<>();
  private long inserted;

  /**
   * @param root what references point into
   * @param lost takes the keywords that could not be kept
   */
  SchemaReferences(ObjectNode root, Set<String> lost) {
    this.root = root;
    this.lost = lost;
  }

  /**
   * A schema without reference and {@code allOf}.
   *
   * @param within the references that were followed to come here
   */
  record Resolved(ObjectNode schema, List<String> within) {
    Resolved {
      within = List.copyOf(within);
    }
  }

  /** Empty if the schema contains itself, points nowhere, or there are too many. */
  Optional<Resolved> resolve(ObjectNode schema, List<String> within) {
    JsonNode reference = schema.get("$ref");
    if (reference != null) {
      return follow(schema, reference.asString(""), within);
    }
    return schema.path("allOf").isArray()
        ? merge(schema, within)
        : Optional.of(new Resolved(schema, within));
  }

  private Optional<Resolved> follow(ObjectNode schema, String reference, List<String> within) {
    if (within.contains(reference)) {
      lost.add("recursion");
      return Optional.empty();
    }
    Optional<ObjectNode> target = target(reference);
    if (target.isEmpty()) {
      lost.add("$ref " + reference);
      return Optional.empty();
    }
    inserted +=
        sizes.computeIfAbsent(reference, _ -> LEAST_SIZE + Json.text(target.get()).length());
    if (inserted > MAX_INSERTED) {
      lost.add("references of more than " + MAX_INSERTED + " characters");
      return Optional.empty();
    }
    List<String> deeper = new ArrayList<>(within);
    deeper.add(reference);
    ObjectNode combined = Json.object().setAll(target.get());
    schema.properties().forEach(keyword -> combined.set(keyword.getKey(), keyword.getValue()));
    combined.remove("$ref");
    JsonNode next = target.get().get("$ref");
    if (next != null) {
      combined.set("$ref", next);
    }
    return resolve(combined, deeper);
  }

  private Optional<ObjectNode> target(String reference) {
    if (!reference.startsWith("#")) {
      return Optional.empty();
    }
    try {
      return JsonPointers.resolve(root, reference.substring(1))
          .filter(ObjectNode.class::isInstance)
          .map(ObjectNode.class::cast);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Optional<Resolved> merge(ObjectNode schema, List<String> within) {
    ObjectNode merged = Json.object().setAll(schema);
    merged.remove("allOf");
    List<String> deeper = new ArrayList<>(within);
    for (JsonNode part : schema.path("allOf")) {
      Optional<Resolved> resolved =
          part instanceof ObjectNode object ? resolve(object, within) : Optional.empty();
      if (resolved.isEmpty()) {
        lost.add("allOf");
        continue;
      }
      deeper.addAll(resolved.get().within());
      resolved.get().schema().properties().forEach(keyword -> add(keyword, merged));
    }
    return Optional.of(new Resolved(merged, deeper));
  }

  private void add(Map.Entry<String, JsonNode> keyword, ObjectNode merged) {
    String name = keyword.getKey();
    JsonNode there = merged.get(name);
    if (there == null) {
      merged.set(name, keyword.getValue());
    } else if (there instanceof ObjectNode properties
        && name.equals("properties")
        && keyword.getValue() instanceof ObjectNode more) {
      merged.set(name, Json.object().setAll(properties).setAll(more));
    } else if (name.equals("required")) {
      merged.set(name, union(there, keyword.getValue()));
    } else if (!there.equals(keyword.getValue()) && !name.equals("description")) {
      lost.add("allOf");
    }
  }

  private static ArrayNode union(JsonNode left, JsonNode right) {
    Set<JsonNode> names = new LinkedHashSet<>(left.values());
    names.addAll(right.values());
    ArrayNode union = Json.array();
    names.forEach(union::add);
    return union;
  }
}
