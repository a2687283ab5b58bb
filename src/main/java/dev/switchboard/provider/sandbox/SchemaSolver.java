package dev.switchboard.provider.sandbox;

import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One search for a value that a schema allows.
 *
 * <p>A lenient search takes the first candidate for each part; a strict one has every part judged
 * and tries others. Both stop after a number of steps.
 */
final class SchemaSolver {
  /** Levels above which optional properties and elements are left out. */
  static final int SHALLOW = 4;

  private static final int DEEPEST = 60;
  private static final int STEPS = 20_000;
  private static final int CANDIDATES = 200;
  private static final List<String> TYPES =
      List.of("string", "object", "number", "array", "boolean", "null");

  /** Words beside an enumeration that hardly forbid one of its values. */
  private static final Set<String> PLAIN =
      Set.of("enum", "type", "title", "description", "default", "examples");

  private static final Map<String, Set<String>> KEYWORDS =
      Map.of(
          "object",
          Set.of("properties", "required", "patternProperties", "propertyNames", "minProperties"),
          "array",
          Set.of("items", "prefixItems", "minItems", "maxItems", "contains", "uniqueItems"),
          "string",
          Set.of("pattern", "format", "minLength", "maxLength"),
          "number",
          Set.of("minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum"));

  private final Judge judge;
  private final Alternatives alternatives;
  private final Plausible plausible;
  private final boolean strict;
  private final Map<String, JsonNode> patterns = new HashMap<>();
  private int steps = STEPS;

  SchemaSolver(Judge judge, Alternatives alternatives, Plausible plausible, boolean strict) {
    this.judge = judge;
    this.alternatives = alternatives;
    this.plausible = plausible;
    this.strict = strict;
  }

  boolean strict() {
    return strict;
  }

  Judge judge() {
    return judge;
  }

  /** The schema of texts in which a regular expression is found. */
  JsonNode pattern(String regex) {
    return patterns.computeIfAbsent(regex, r -> Json.object().put("pattern", r));
  }

  /** A value for a place; empty if none was found. */
  Optional<JsonNode> solve(JsonNode schema, Place place) {
    if (place.depth() > DEEPEST) {
      return Optional.empty();
    }
    return candidates(schema, place)
        .limit(CANDIDATES)
        .takeWhile(_ -> --steps > 0)
        .filter(value -> place.taken().stream().noneMatch(value::equals))
        .filter(value -> !strict || judge.allows(schema, value))
        .findFirst();
  }

  /** Values that may do, the likeliest first. */
  Stream<JsonNode> candidates(JsonNode schema, Place place) {
    if (--steps < 0) {
      return Stream.empty();
    }
    List<ObjectNode> flat =
        place.depth() < SHALLOW ? alternatives.of(schema) : alternatives.lowestFirst(schema);
    return flat.stream().flatMap(one -> ofFlat(one, place));
  }

  private Stream<JsonNode> ofFlat(ObjectNode flat, Place place) {
    if (flat.has("enum")) {
      List<JsonNode> values = new ArrayList<>();
      flat.get("enum").forEach(values::add);
      values.sort(Comparator.comparingInt(plausible::unlikeliness));
      boolean plain = flat.properties().stream().allMatch(f -> PLAIN.contains(f.getKey()));
      return values.stream().filter(value -> plain || judge.allows(flat, value));
    }
    return types(flat).stream()
        .flatMap(type -> Stream.concat(suggested(flat, type, place), ofType(flat, type, place)));
  }

  /** Examples and the default of the schema itself, unless the name says more. */
  private Stream<JsonNode> suggested(ObjectNode flat, String type, Place place) {
    if (type.equals("string") && plausible.known(place).isPresent()) {
      return Stream.empty();
    }
    List<JsonNode> values = new ArrayList<>();
    flat.path("examples").forEach(values::add);
    for (String word : List.of("example", "default")) {
      if (flat.has(word)) {
        values.add(flat.get(word));
      }
    }
    return values.stream()
        .filter(value -> !value.isNull() && !(value.isString() && value.stringValue().isEmpty()))
        .filter(value -> judge.allows(flat, value));
  }

  private Stream<JsonNode> ofType(ObjectNode flat, String type, Place place) {
    return switch (type) {
      case "object" -> new ObjectValues(this, flat, place).values();
      case "array" -> new ArrayValues(this, flat, place).values();
      case "string" -> new TextValues(judge, flat).like(plausible.texts(place));
      case "integer", "number" ->
          new NumberValues(flat, type.equals("integer")).near(plausible.numbers(place));
      case "boolean" -> {
        boolean likely = plausible.flag(place);
        yield Stream.of(BooleanNode.valueOf(likely), BooleanNode.valueOf(!likely));
      }
      case "null" -> Stream.of(NullNode.instance);
      default -> Stream.of(JsonNodeFactory.instance.stringNode(""));
    };
  }

  private static List<String> types(ObjectNode flat) {
    List<String> types;
    if (flat.has("type")) {
      types = new ArrayList<>(Merger.names(flat.get("type")));
      types.sort(Comparator.comparing("null"::equals));
      return types;
    }
    types = new ArrayList<>(TYPES);
    types.sort(
        Comparator.comparing(
            type -> KEYWORDS.getOrDefault(type, Set.of()).stream().noneMatch(flat::has)));
    return types;
  }
}
