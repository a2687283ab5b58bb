package dev.switchboard.task.media;

import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An output that no model has to write: in the place of media and vectors stand the texts that they
 * are made of, in the place of any other text nothing.
 */
final class Blank {
  private static final int MOST_LEVELS = 64;
  private static final int MOST_VISITS = 20_000;

  private final SchemaTree tree;
  private final Words words;
  private int visits;

  /**
   * What things are made of.
   *
   * @param drawn by the name of the picture's place
   * @param spoken for all sounds
   * @param embedded one for each vector of an array; the first for one alone
   */
  record Words(Function<String, String> drawn, String spoken, List<String> embedded) {}

  Blank(SchemaTree tree, Words words) {
    this.tree = tree;
    this.words = words;
  }

  JsonNode value() {
    return value(List.of(tree.root()), "", 0, 0);
  }

  private JsonNode value(List<JsonNode> schemas, String name, int index, int level) {
    List<ObjectNode> applied = tree.applied(schemas);
    visits += 1 + applied.size();
    if (visits > MOST_VISITS) {
      throw Shape.unsupported("/output_schema", "so large an output", "fewer properties");
    }
    ObjectNode media = SchemaTree.media(applied).orElse(null);
    if (media != null) {
      boolean sound = SchemaTree.mediaType(media).orElse("").startsWith("audio/");
      return Json.tree(sound ? words.spoken() : words.drawn().apply(said(name, media)));
    }
    if (SchemaTree.vector(applied, name).isPresent()) {
      return Json.tree(words.embedded().get(Math.min(index, words.embedded().size() - 1)));
    }
    Set<String> names = new LinkedHashSet<>();
    applied.forEach(schema -> {
      if (schema.get("properties") instanceof ObjectNode properties) {
        names.addAll(properties.propertyNames());
      }
    });
    if (!names.isEmpty() && level < MOST_LEVELS) {
      ObjectNode object = Json.object();
      for (String property : names) {
        if (!tree.isTypeOfSibling(applied, property)) {
          object.set(
              property, value(SchemaTree.property(applied, property), property, index, level + 1));
        }
      }
      return object;
    }
    List<JsonNode> element = SchemaTree.element(applied, 0);
    return element.isEmpty() || level >= MOST_LEVELS
        ? Json.tree("")
        : array(applied, element, name, level);
  }

  private ArrayNode array(
      List<ObjectNode> applied, List<JsonNode> element, String name, int level) {
    boolean vectors = holdsVector(element, name, 0);
    int count = vectors ? words.embedded().size() : least(applied);
    if (vectors) {
      requireRoom(applied, count);
    }
    ArrayNode array = Json.array();
    for (int i = 0; i < count; i++) {
      array.add(value(element, name, i, level + 1));
    }
    return array;
  }

  private boolean holdsVector(List<JsonNode> schemas, String name, int level) {
    List<ObjectNode> applied = tree.applied(schemas);
    if (SchemaTree.vector(applied, name).isPresent()) {
      return true;
    }
    visits += 1 + applied.size();
    if (level > MOST_LEVELS || visits > MOST_VISITS) {
      return false;
    }
    for (ObjectNode schema : applied) {
      if (schema.get("properties") instanceof ObjectNode properties) {
        for (String property : new ArrayList<>(properties.propertyNames())) {
          if (holdsVector(List.of(properties.get(property)), property, level + 1)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Refuses as many vectors as the schema has no room for before they are made. */
  private static void requireRoom(List<ObjectNode> applied, int count) {
    for (ObjectNode schema : applied) {
      long least = schema.path("minItems").asLong(0);
      long most = schema.path("maxItems").asLong(Long.MAX_VALUE);
      if (count < least || count > most) {
        throw Wording.invalid(
            "%d %s of which vectors are made (expected: %s %d)"
                .formatted(
                    count,
                    count == 1 ? "text" : "texts",
                    count < least ? "at least" : "at most",
                    count < least ? least : most));
      }
    }
  }

  private static int least(List<ObjectNode> applied) {
    int least = 1;
    for (ObjectNode schema : applied) {
      least = Math.max(least, schema.path("minItems").asInt(1));
    }
    return Math.min(least, Making.MOST_MADE + 1);
  }

  private static String said(String name, @Nullable ObjectNode schema) {
    String description = schema == null ? "" : schema.path("description").asString("").strip();
    return description.isEmpty() ? name : name.isEmpty() ? description : name + ": " + description;
  }
}
