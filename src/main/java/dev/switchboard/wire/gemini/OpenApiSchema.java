package dev.switchboard.wire.gemini;

import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rewrites a JSON Schema in the OpenAPI subset that models before 2.5 take.
 *
 * <p>The subset has one type per schema, enums of strings, {@code anyOf}, and no references. So
 * references are put in place, {@code null} becomes {@code nullable}, several types become {@code
 * anyOf}, {@code allOf} is merged, {@code const} becomes an enum of one. A property that would
 * contain itself is left out. What the subset cannot say makes the schema wider, never narrower,
 * and is named.
 *
 * @see <a href="https://ai.google.dev/api/caching#Schema">the subset</a>
 */
final class OpenApiSchema {
  private static final int MAX_DEPTH = 64;

  private final SchemaReferences references;
  private final SchemaKeywords keywords;
  private final Set<String> lost = new TreeSet<>();
  private int depth;

  private OpenApiSchema(ObjectNode root) {
    this.references = new SchemaReferences(root, lost);
    this.keywords = new SchemaKeywords(lost);
  }

  /**
   * @param schema the subset
   * @param lost the keywords of the original that the subset cannot say, in alphabetical order
   */
  record Rewritten(ObjectNode schema, List<String> lost) {
    Rewritten {
      lost = List.copyOf(lost);
    }
  }

  /** Rewrites a whole schema; the original stays as it is. */
  static Rewritten rewrite(ObjectNode schema) {
    OpenApiSchema rewriting = new OpenApiSchema(schema);
    ObjectNode subset =
        rewriting.convert(schema, List.of()).orElseGet(() -> Json.object().put("type", "OBJECT"));
    return new Rewritten(subset, List.copyOf(rewriting.lost));
  }

  /** Rewrites a schema of a request and notes what is lost. */
  static ObjectNode of(ObjectNode schema, String subject, Translation translation) {
    Rewritten rewritten = rewrite(schema);
    if (!rewritten.lost().isEmpty()) {
      translation.approximated(
          subject, "the model's form of schema cannot say " + String.join(", ", rewritten.lost()));
    }
    return rewritten.schema();
  }

  /**
   * @param within the references that are being put in place around this
   * @return empty if it cannot be said at all
   */
  private Optional<ObjectNode> convert(JsonNode node, List<String> within) {
    if (!(node instanceof ObjectNode original)) {
      return node.isBoolean() && node.booleanValue() ? Optional.of(anything()) : Optional.empty();
    }
    if (depth == MAX_DEPTH) {
      lost.add("more than " + MAX_DEPTH + " levels");
      return Optional.empty();
    }
    depth++;
    Optional<ObjectNode> subset = withoutReferences(original, within);
    depth--;
    return subset;
  }

  private Optional<ObjectNode> withoutReferences(ObjectNode original, List<String> within) {
    Optional<SchemaReferences.Resolved> resolved = references.resolve(original, within);
    if (resolved.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode schema = resolved.get().schema();
    List<String> path = resolved.get().within();
    Set<String> types = SchemaKeywords.types(schema);
    boolean nullable = types.remove("null");
    Optional<ObjectNode> subset = alternatives(schema, types, path);
    if (subset.isEmpty()) {
      return Optional.empty();
    }
    if (nullable) {
      subset.get().put("nullable", true);
    }
    return subset;
  }

  private Optional<ObjectNode> alternatives(
      ObjectNode schema, Set<String> types, List<String> within) {
    JsonNode branches = schema.has("anyOf") ? schema.path("anyOf") : schema.path("oneOf");
    if (branches.isArray() && !branches.isEmpty()) {
      return union(schema, branches, within);
    }
    if (types.size() > 1) {
      ArrayNode each = Json.array();
      for (String type : types) {
        ObjectNode one = Json.object().setAll(schema);
        one.remove(List.of("description", "title", "default"));
        each.add(one.put("type", type));
      }
      return union(schema, each, within);
    }
    return types.isEmpty()
        ? Optional.of(annotated(schema, anything()))
        : single(schema, types.iterator().next(), within);
  }

  private Optional<ObjectNode> union(ObjectNode schema, JsonNode branches, List<String> within) {
    List<ObjectNode> converted = new ArrayList<>();
    boolean nullable = false;
    for (JsonNode branch : branches) {
      if (branch.path("type").asString("").equals("null")) {
        nullable = true;
      } else {
        convert(branch, within).ifPresent(converted::add);
      }
    }
    if (converted.isEmpty()) {
      return Optional.empty();
    }
    if (schema.has("properties")) {
      lost.add("properties beside anyOf");
    }
    ObjectNode subset = converted.size() == 1 ? converted.getFirst() : Json.object();
    if (converted.size() > 1) {
      converted.forEach(subset.putArray("anyOf")::add);
    }
    if (nullable) {
      subset.put("nullable", true);
    }
    return Optional.of(annotated(schema, subset));
  }

  private Optional<ObjectNode> single(ObjectNode schema, String type, List<String> within) {
    ObjectNode subset = Json.object().put("type", type.toUpperCase(Locale.ROOT));
    keywords.copy(schema, type, subset);
    return switch (type) {
      case "object" -> Optional.of(properties(schema, subset, within));
      case "array" -> items(schema, subset, within);
      default -> Optional.of(subset);
    };
  }

  private ObjectNode properties(ObjectNode schema, ObjectNode subset, List<String> within) {
    ObjectNode kept = Json.object();
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      Optional<ObjectNode> value = convert(property.getValue(), within);
      if (value.isPresent()) {
        kept.set(property.getKey(), value.get());
      } else {
        lost.add("properties/" + property.getKey());
      }
    }
    if (kept.isEmpty()) {
      return subset;
    }
    subset.set("properties", kept);
    ArrayNode required = Json.array();
    for (JsonNode name : schema.path("required")) {
      if (kept.has(name.asString(""))) {
        required.add(name);
      }
    }
    if (!required.isEmpty()) {
      subset.set("required", required);
    }
    // Without it the model writes the properties in alphabetical order.
    kept.propertyNames().forEach(subset.putArray("propertyOrdering")::add);
    return subset;
  }

  private Optional<ObjectNode> items(ObjectNode schema, ObjectNode subset, List<String> within) {
    JsonNode items = schema.get("items");
    Optional<ObjectNode> element = items == null ? Optional.of(anything()) : convert(items, within);
    element.ifPresent(kept -> subset.set("items", kept));
    return element.map(_ -> subset);
  }

  private static ObjectNode annotated(ObjectNode schema, ObjectNode subset) {
    for (String name : List.of("title", "description", "default")) {
      JsonNode value = schema.get(name);
      if (value != null) {
        subset.set(name, value);
      }
    }
    return subset;
  }

  /** The subset has no schema for any value; a bare object or list would be refused. */
  private ObjectNode anything() {
    lost.add("a value of any type");
    ObjectNode any = Json.object();
    ArrayNode branches = any.putArray("anyOf");
    for (String type : List.of("STRING", "NUMBER", "BOOLEAN")) {
      branches.addObject().put("type", type);
    }
    return any;
  }
}
