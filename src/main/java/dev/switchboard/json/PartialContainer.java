package dev.switchboard.json;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An object or array whose end has not been read yet. */
final class PartialContainer {
  private final JsonNode node;
  private final String pointer;
  private String name = "";

  private PartialContainer(JsonNode node, String pointer) {
    this.node = node;
    this.pointer = pointer;
  }

  static PartialContainer object(String pointer) {
    return new PartialContainer(Json.object(), pointer);
  }

  static PartialContainer array(String pointer) {
    return new PartialContainer(Json.array(), pointer);
  }

  boolean isObject() {
    return node.isObject();
  }

  JsonNode node() {
    return node;
  }

  /** Notes the name of the next field; false if the object has that field already. */
  boolean name(String next) {
    name = next;
    return !node.has(next);
  }

  /** The pointer of the value that comes next. */
  String next() {
    return isObject()
        ? JsonPointers.child(pointer, name)
        : JsonPointers.child(pointer, node.size());
  }

  void add(JsonNode value) {
    if (node instanceof ObjectNode object) {
      object.set(name, value);
    } else if (node instanceof ArrayNode array) {
      array.add(value);
    }
  }
}
