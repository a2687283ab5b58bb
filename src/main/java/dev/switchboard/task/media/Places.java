package dev.switchboard.task.media;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.JsonPointers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The texts within a value that stand for media or for vectors, by its schema. */
final class Places {
  /** The property beside media that says their real type. */
  static final String MIME_TYPE = "mime_type";

  /** Values times the schemas that each may follow; sane ones are far from it. */
  private static final int MOST_VISITS = 2_000_000;

  private final SchemaTree tree;
  private final String root;
  private final List<Place> found = new ArrayList<>();
  private int visits;

  private Places(SchemaTree tree, String root) {
    this.tree = tree;
    this.root = root;
  }

  /**
   * One place.
   *
   * @param pointer within the value
   * @param name of the property that it is, or that holds the array it is in; empty for neither
   * @param schema of media, or of a vector
   * @param text what stands there
   * @param mimeType what stands in the property beside it; empty for nothing
   */
  record Place(String pointer, String name, ObjectNode schema, String text, String mimeType) {
    boolean isVector() {
      return SchemaTree.mediaType(schema).isEmpty();
    }

    /** The declared media type. */
    String type() {
      return SchemaTree.mediaType(schema).orElse("");
    }
  }

  /**
   * Finds them, in the value's order.
   *
   * @param document the name of the value in its request, for failures
   */
  static List<Place> in(SchemaTree tree, JsonNode value, String document) {
    Places places = new Places(tree, document);
    places.visit(tree.applied(tree.root()), value, "", "", "");
    return places.found;
  }

  private void visit(
      List<ObjectNode> applied, JsonNode value, String pointer, String name, String mimeType) {
    visits += 1 + applied.size();
    if (visits > MOST_VISITS) {
      throw new FailureException(
          Failure.InvalidRequest.at(
              root, root + ": more than " + MOST_VISITS + " values and schemas (expected: fewer)"));
    }
    switch (value) {
      case ObjectNode object -> {
        String beside = object.path(MIME_TYPE).asString("");
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
          List<JsonNode> schemas = SchemaTree.property(applied, entry.getKey());
          if (!schemas.isEmpty()) {
            visit(
                tree.applied(schemas),
                entry.getValue(),
                JsonPointers.child(pointer, entry.getKey()),
                entry.getKey(),
                beside);
          }
        }
      }
      case ArrayNode array -> {
        int index = 0;
        for (JsonNode item : array) {
          List<JsonNode> schemas = SchemaTree.element(applied, index);
          if (!schemas.isEmpty()) {
            visit(tree.applied(schemas), item, JsonPointers.child(pointer, index), name, mimeType);
          }
          index++;
        }
      }
      default -> {
        if (value.isString()) {
          Optional<ObjectNode> schema = SchemaTree.media(applied);
          schema
              .or(() -> SchemaTree.vector(applied, name))
              .ifPresent(
                  s -> found.add(new Place(pointer, name, s, value.stringValue(), mimeType)));
        }
      }
    }
  }

  /** The value with another one at a pointer; the value itself is changed unless it is replaced. */
  static JsonNode set(JsonNode value, String pointer, JsonNode replacement) {
    if (pointer.isEmpty()) {
      return replacement;
    }
    String last = last(pointer);
    switch (parent(value, pointer)) {
      case ObjectNode object -> object.set(last, replacement);
      case ArrayNode array -> array.set(Integer.parseInt(last), replacement);
      default -> throw new IllegalStateException("no container at " + pointer);
    }
    return value;
  }

  /** Takes out what stands at a pointer, which is not the root's, and the type beside it. */
  static void remove(JsonNode value, String pointer) {
    switch (parent(value, pointer)) {
      case ObjectNode object -> {
        object.remove(last(pointer));
        object.remove(MIME_TYPE);
      }
      case ArrayNode array -> array.remove(Integer.parseInt(last(pointer)));
      default -> throw new IllegalStateException("no container at " + pointer);
    }
  }

  /** The container of what stands at a pointer. */
  static JsonNode parent(JsonNode value, String pointer) {
    return JsonPointers.resolve(value, pointer.substring(0, pointer.lastIndexOf('/')))
        .orElseThrow(() -> new IllegalStateException("nothing above " + pointer));
  }

  private static String last(String pointer) {
    return JsonPointers.unescape(pointer.substring(pointer.lastIndexOf('/') + 1));
  }
}
