package dev.switchboard.task.media;

import dev.switchboard.json.JsonPointers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A JSON Schema with its references, as far as it says what is media. */
final class SchemaTree {
  /** Names and descriptions of what holds an embedding. */
  private static final Pattern VECTOR =
      Pattern.compile("(?i).*(embedding|vector).*", Pattern.DOTALL);

  private static final List<String> SAME_VALUE = List.of("allOf", "anyOf", "oneOf");
  private static final List<String> BRANCHES = List.of("then", "else");

  private final JsonNode root;

  SchemaTree(JsonNode root) {
    this.root = root;
  }

  JsonNode root() {
    return root;
  }

  /** The schema and all that it refers to and combines for the same value, itself first. */
  List<ObjectNode> applied(JsonNode schema) {
    List<ObjectNode> applied = new ArrayList<>();
    Set<JsonNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<JsonNode> open = new ArrayDeque<>(List.of(schema));
    while (!open.isEmpty()) {
      if (!(open.poll() instanceof ObjectNode node) || !seen.add(node)) {
        continue;
      }
      applied.add(node);
      referred(node).ifPresent(open::add);
      for (String word : SAME_VALUE) {
        node.path(word).forEach(open::add);
      }
      for (String word : BRANCHES) {
        if (node.has(word)) {
          open.add(node.get(word));
        }
      }
    }
    return applied;
  }

  private Optional<JsonNode> referred(ObjectNode node) {
    String reference = node.path("$ref").asString("");
    if (!reference.equals("#") && !reference.startsWith("#/")) {
      return Optional.empty();
    }
    try {
      return JsonPointers.resolve(root, reference.substring(1));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** Whether media or a vector may be somewhere in a schema; one look at each of its nodes. */
  static boolean mayHoldMedia(JsonNode schema) {
    Deque<JsonNode> open = new ArrayDeque<>(List.of(schema));
    while (!open.isEmpty()) {
      JsonNode node = open.pop();
      boolean ofNumbers = node.path("items").path("type").asString("").equals("number");
      if (node.has("contentMediaType") || ofNumbers) {
        return true;
      }
      node.forEach(open::push);
    }
    return false;
  }

  /** The media type in lower case; empty for a schema that is not of media. */
  static Optional<String> mediaType(ObjectNode schema) {
    String type = schema.path("contentMediaType").asString("");
    boolean encoded = schema.path("contentEncoding").asString("").equalsIgnoreCase("base64");
    return encoded && !type.isBlank()
        ? Optional.of(type.strip().toLowerCase(Locale.ROOT))
        : Optional.empty();
  }

  /** The first of the schemas that is of media. */
  static Optional<ObjectNode> media(List<ObjectNode> applied) {
    return applied.stream().filter(s -> mediaType(s).isPresent()).findFirst();
  }

  /** The first of the schemas that is of an embedding, by the name of its place or in words. */
  static Optional<ObjectNode> vector(List<ObjectNode> applied, String name) {
    return applied.stream()
        .filter(schema ->
            schema.path("type").asString("").equals("array")
                && schema.path("items").path("type").asString("").equals("number"))
        .filter(schema ->
            VECTOR.matcher(name).matches()
                || VECTOR.matcher(schema.path("description").asString("")).matches()
                || VECTOR.matcher(schema.path("title").asString("")).matches())
        .findFirst();
  }

  /** The schemas of a property's value; none where nothing is said. */
  static List<JsonNode> property(List<ObjectNode> applied, String name) {
    List<JsonNode> found = new ArrayList<>();
    for (ObjectNode schema : applied) {
      JsonNode own = schema.path("properties").get(name);
      JsonNode other = schema.get("additionalProperties");
      if (own != null) {
        found.add(own);
      } else if (other instanceof ObjectNode) {
        found.add(other);
      }
    }
    return found;
  }

  /** The schemas of an element; none where nothing is said. */
  static List<JsonNode> element(List<ObjectNode> applied, int index) {
    List<JsonNode> found = new ArrayList<>();
    for (ObjectNode schema : applied) {
      JsonNode items = schema.get("items");
      JsonNode first = schema.path("prefixItems").get(index);
      JsonNode own = first != null || items == null || !items.isArray() ? first : items.get(index);
      if (own != null) {
        found.add(own);
      } else if (items instanceof ObjectNode) {
        found.add(items);
      }
    }
    return found;
  }

  /** All applied schemas of several. */
  List<ObjectNode> applied(List<JsonNode> schemas) {
    List<ObjectNode> all = new ArrayList<>();
    schemas.forEach(schema -> all.addAll(applied(schema)));
    return all;
  }

  /** Whether a property is only the type of the media beside it. */
  boolean isTypeOfSibling(List<ObjectNode> applied, String name) {
    if (!name.equals(Places.MIME_TYPE)) {
      return false;
    }
    for (ObjectNode schema : applied) {
      for (JsonNode sibling : schema.path("properties")) {
        if (media(applied(sibling)).isPresent()) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether the object at a pointer of a value has a place for the type of its media. */
  boolean namesType(String pointer) {
    List<ObjectNode> at = applied(root);
    for (String step : JsonPointers.steps(pointer)) {
      List<JsonNode> next = property(at, step);
      boolean isIndex = !step.isEmpty() && step.chars().allMatch(Character::isDigit);
      if (next.isEmpty() && isIndex && step.length() < 6) {
        next = element(at, Integer.parseInt(step));
      }
      at = applied(next);
    }
    return at.stream().anyMatch(schema -> schema.path("properties").has(Places.MIME_TYPE));
  }
}
