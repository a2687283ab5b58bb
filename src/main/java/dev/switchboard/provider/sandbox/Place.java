package dev.switchboard.provider.sandbox;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Where in a document a value is wanted.
 *
 * @param name of the property, or of the one that holds the array; empty at the top
 * @param depth levels above it
 * @param index among the elements of an array; 0 elsewhere
 * @param taken values it may not equal
 */
record Place(String name, int depth, int index, List<JsonNode> taken) {
  static final Place TOP = new Place("", 0, 0, List.of());

  Place {
    taken = List.copyOf(taken);
  }

  Place property(String property) {
    return new Place(property, depth + 1, 0, List.of());
  }

  Place element(int position, List<JsonNode> others) {
    return new Place(name, depth + 1, position, others);
  }
}
