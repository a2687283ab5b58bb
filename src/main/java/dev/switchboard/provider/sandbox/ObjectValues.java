package dev.switchboard.provider.sandbox;

import dev.switchboard.json.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Objects that a flat schema allows. */
final class ObjectValues {
  private static final int LARGEST = 500;
  private static final int VARIANTS = 8;

  private final SchemaSolver solver;
  private final ObjectNode schema;
  private final Place place;
  private final Set<String> required = new LinkedHashSet<>();
  private final Set<String> optional = new LinkedHashSet<>();

  ObjectValues(SchemaSolver solver, ObjectNode schema, Place place) {
    this.solver = solver;
    this.schema = schema;
    this.place = place;
  }

  Stream<JsonNode> values() {
    schema.path("required").forEach(name -> required.add(name.asString()));
    schema.path("properties").propertyNames().stream()
        .filter(name -> !required.contains(name))
        .filter(this::mayBeNamed)
        .forEach(optional::add);
    return sets().flatMap(this::build);
  }

  /** Which properties to have, the likeliest first. */
  private Stream<Set<String>> sets() {
    Set<String> full = new LinkedHashSet<>(required);
    full.addAll(optional);
    Stream<Set<String>> usual =
        place.depth() < SchemaSolver.SHALLOW ? Stream.of(full, required) : Stream.of(required);
    if (!solver.strict()) {
      return usual;
    }
    Stream<Set<String>> more =
        optional.stream()
            .limit(VARIANTS)
            .flatMap(name -> {
              Set<String> without = new LinkedHashSet<>(full);
              without.remove(name);
              Set<String> with = new LinkedHashSet<>(required);
              with.add(name);
              return Stream.of(without, with);
            });
    return Stream.concat(usual, more);
  }

  private Stream<JsonNode> build(Set<String> wanted) {
    Set<String> names = new LinkedHashSet<>(wanted);
    Deque<String> open = new ArrayDeque<>(names);
    while (!open.isEmpty()) {
      for (JsonNode dependent : schema.path("dependentRequired").path(open.pop())) {
        if (names.add(dependent.asString())) {
          open.add(dependent.asString());
        }
      }
    }
    for (Map.Entry<String, JsonNode> one : schema.path("dependentSchemas").properties()) {
      if (names.contains(one.getKey())) {
        return depending(one.getKey(), one.getValue());
      }
    }
    return sized(names).flatMap(this::filled).stream();
  }

  /** The same search under the schema that a property brings with it. */
  private Stream<JsonNode> depending(String name, JsonNode brought) {
    ObjectNode rest = schema.deepCopy();
    ((ObjectNode) rest.get("dependentSchemas")).remove(name);
    rest.set("required", rest.withArray("required").deepCopy().add(name));
    return solver.candidates(Merger.all(List.of(rest, brought)), place);
  }

  private Optional<Set<String>> sized(Set<String> names) {
    double most = schema.path("maxProperties").asDouble(LARGEST);
    double least = schema.path("minProperties").asDouble(0);
    if (least > LARGEST || required.size() > most) {
      return Optional.empty();
    }
    List<String> droppable = new ArrayList<>(names);
    droppable.removeAll(required);
    while (names.size() > most && !droppable.isEmpty()) {
      names.remove(droppable.removeLast());
    }
    for (String name : optional) {
      if (names.size() < least) {
        names.add(name);
      }
    }
    boolean map = names.isEmpty() && optional.isEmpty() && isMap() && most > 0;
    return extended(
        names, map && place.depth() < SchemaSolver.SHALLOW ? Math.max(1, least) : least);
  }

  /** Adds properties that the schema does not name. */
  private Optional<Set<String>> extended(Set<String> names, double least) {
    for (int i = 0; names.size() < least && i < 2 * least + 10; i++) {
      newName(names, i).ifPresent(names::add);
    }
    return names.size() < least ? Optional.empty() : Optional.of(names);
  }

  private Optional<String> newName(Set<String> names, int attempt) {
    List<JsonNode> taken =
        names.stream().<JsonNode>map(JsonNodeFactory.instance::stringNode).toList();
    List<JsonNode> rules = new ArrayList<>();
    rules.add(Json.object().put("type", "string"));
    if (schema.has("propertyNames")) {
      rules.add(schema.get("propertyNames"));
    }
    Set<String> patterns = new LinkedHashSet<>(schema.path("patternProperties").propertyNames());
    if (!patterns.isEmpty()) {
      List<String> list = List.copyOf(patterns);
      rules.add(Json.object().put("pattern", list.get(attempt % list.size())));
    } else if (!schema.has("propertyNames")) {
      return Optional.of("property" + (attempt + 1));
    }
    return solver
        .solve(Merger.all(rules), new Place("key", place.depth() + 1, attempt, taken))
        .map(JsonNode::stringValue);
  }

  private Optional<JsonNode> filled(Set<String> names) {
    ObjectNode object = Json.object();
    for (String name : ordered(names)) {
      Optional<JsonNode> value = solver.solve(property(name), place.property(name));
      if (value.isPresent()) {
        object.set(name, value.get());
      } else if (required.contains(name)) {
        return Optional.empty();
      }
    }
    return Optional.of(object);
  }

  /** In the order in which the schema names them. */
  private List<String> ordered(Set<String> names) {
    Set<String> ordered = new LinkedHashSet<>(schema.path("properties").propertyNames());
    ordered.addAll(names);
    ordered.retainAll(names);
    return List.copyOf(ordered);
  }

  private JsonNode property(String name) {
    List<JsonNode> rules = new ArrayList<>();
    JsonNode own = schema.path("properties").get(name);
    if (own != null) {
      rules.add(own);
    }
    JsonNode text = JsonNodeFactory.instance.stringNode(name);
    for (Map.Entry<String, JsonNode> one : schema.path("patternProperties").properties()) {
      if (solver.judge().allows(solver.pattern(one.getKey()), text)) {
        rules.add(one.getValue());
      }
    }
    if (rules.isEmpty()) {
      for (String word : List.of("additionalProperties", "unevaluatedProperties")) {
        if (schema.has(word)) {
          rules.add(schema.get(word));
        }
      }
    }
    return rules.isEmpty() ? BooleanNode.TRUE : Merger.all(rules);
  }

  private boolean isMap() {
    return schema.path("additionalProperties").isObject() || schema.has("patternProperties");
  }

  private boolean mayBeNamed(String name) {
    return !schema.has("propertyNames")
        || solver
            .judge()
            .allows(schema.get("propertyNames"), JsonNodeFactory.instance.stringNode(name));
  }
}
