package dev.switchboard.provider.sandbox;

import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ObjectNode;

/** Arrays that a flat schema allows. */
final class ArrayValues {
  private static final int LONGEST = 2_000;
  private static final int USUAL = 2;

  private final SchemaSolver solver;
  private final ObjectNode schema;
  private final Place place;
  private final JsonNode prefix;
  private final int least;
  private final int most;
  private final int needed;

  ArrayValues(SchemaSolver solver, ObjectNode schema, Place place) {
    this.solver = solver;
    this.schema = schema;
    this.place = place;
    this.prefix = schema.path("prefixItems");
    this.needed = schema.has("contains") ? count("minContains", 1) : 0;
    this.least = Math.max(count("minItems", 0), needed);
    boolean closed = isFalse(rest()) || isFalse(schema.path("unevaluatedItems"));
    this.most = Math.min(count("maxItems", LONGEST), closed ? prefix.size() : LONGEST);
  }

  Stream<JsonNode> values() {
    if (least > most) {
      return Stream.empty();
    }
    int usual = place.depth() < SchemaSolver.SHALLOW ? USUAL : 0;
    int wanted = Math.clamp(Math.max(usual, prefix.size()), least, most);
    return IntStream.concat(
            IntStream.of(wanted, least),
            solver.strict()
                ? IntStream.rangeClosed(least, Math.min(most, least + 4))
                : IntStream.of())
        .distinct()
        .boxed()
        .flatMap(size -> build(size).stream());
  }

  private Optional<JsonNode> build(int size) {
    List<JsonNode> elements = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      List<JsonNode> taken = schema.path("uniqueItems").asBoolean(false) ? elements : List.of();
      Optional<JsonNode> element = solver.solve(element(i, size), place.element(i, taken));
      if (element.isEmpty()) {
        if (i < least || needed > 0) {
          return Optional.empty();
        }
        break;
      }
      elements.add(element.get());
    }
    ArrayNode array = Json.array();
    elements.forEach(array::add);
    return Optional.of(array);
  }

  /** The last elements are those that the array must contain. */
  private JsonNode element(int index, int size) {
    List<JsonNode> rules = new ArrayList<>();
    rules.add(index < prefix.size() ? prefix.get(index) : rest());
    if (index >= size - needed) {
      rules.add(schema.get("contains"));
    } else if (schema.has("maxContains")) {
      rules.add(Json.object().set("not", schema.get("contains")));
    }
    return Merger.all(rules);
  }

  private JsonNode rest() {
    return schema.has("items") ? schema.get("items") : BooleanNode.TRUE;
  }

  private int count(String word, int otherwise) {
    JsonNode count = schema.get(word);
    return count == null || !count.isNumber()
        ? otherwise
        : (int) Math.min(count.doubleValue(), LONGEST + 1.0);
  }

  private static boolean isFalse(JsonNode schema) {
    return schema.isBoolean() && !schema.booleanValue();
  }
}
