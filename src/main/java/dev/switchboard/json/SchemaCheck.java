package dev.switchboard.json;

import dev.switchboard.json.SchemaWords.Shape;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.JsonNode;

/**
 * A walk over a caller's schema that finds, before anything is compiled, what is wrong with it.
 *
 * <p>References are followed inside the document only: a schema that made the gateway fetch an
 * address of the caller's choice would be a way into the network behind it.
 */
final class SchemaCheck {
  private static final int MAX_DEPTH = 100;
  private static final int MAX_SCHEMAS = 20_000;

  private record Reference(String target, Located where) {}

  private record Pending(Located schema, int depth) {}

  private final JsonNode root;
  private final String prefix;
  private final Deque<Pending> pending = new ArrayDeque<>();
  private final Set<String> seen = new HashSet<>();
  private final List<Reference> references = new ArrayList<>();
  private final Set<String> anchors = new HashSet<>();
  private final Set<String> identifiers = new HashSet<>();
  private final List<UnknownKeyword> unknown = new ArrayList<>();

  private SchemaCheck(JsonNode root, String prefix) {
    this.root = root;
    this.prefix = prefix;
  }

  /**
   * Checks a schema.
   *
   * @param prefix the pointer of the schema in the document that it came with
   * @return the words that are not known
   * @throws InvalidFieldException naming the first place that is no schema
   */
  static List<UnknownKeyword> run(JsonNode schema, String prefix) {
    SchemaCheck check = new SchemaCheck(schema, prefix);
    check.later(new Located(schema, prefix), 0);
    check.drain();
    // Following a reference may lead to schemas that hold references of their own.
    for (int i = 0; i < check.references.size(); i++) {
      check.resolve(check.references.get(i));
      check.drain();
    }
    return List.copyOf(check.unknown);
  }

  private void later(Located schema, int depth) {
    if (depth > MAX_DEPTH) {
      throw schema.invalid("at most " + MAX_DEPTH + " levels of schemas");
    }
    if (seen.add(schema.pointer())) {
      pending.add(new Pending(schema, depth));
    }
    if (seen.size() > MAX_SCHEMAS) {
      throw schema.invalid("at most " + MAX_SCHEMAS + " schemas in one document");
    }
  }

  private void drain() {
    while (!pending.isEmpty()) {
      Pending next = pending.remove();
      if (!next.schema().node().isBoolean()) {
        schema(next.schema(), next.depth());
      }
    }
  }

  private void schema(Located schema, int depth) {
    if (!schema.node().isObject()) {
      throw schema.invalid("a schema: an object, true or false");
    }
    for (Map.Entry<String, JsonNode> entry : schema.node().properties()) {
      String word = entry.getKey();
      Located value = new Located(entry.getValue(), JsonPointers.child(schema.pointer(), word));
      keyword(word, value, depth + 1);
      if (!SchemaWords.isKnown(word)) {
        unknown.add(
            new UnknownKeyword(
                value.pointer(), word, NearestWord.to(word, SchemaWords.keywords())));
      }
    }
  }

  private void keyword(String word, Located value, int depth) {
    Shape shape = SchemaWords.shape(word);
    switch (shape) {
      case ANY -> {}
      case SCHEMA -> later(value, depth);
      case SCHEMAS -> schemas(value, depth);
      case SCHEMA_MAP -> members(value).forEach(member -> later(member, depth));
      case PATTERN_MAP -> patternMap(value, depth);
      case ITEMS -> {
        if (value.node().isArray()) {
          value.items().forEach(item -> later(item, depth));
        } else {
          later(value, depth);
        }
      }
      case DEPENDENCIES -> members(value).forEach(member -> dependency(member, depth));
      case NAMES_MAP -> members(value).forEach(Located::texts);
      case TYPE -> type(value);
      case PATTERN -> pattern(value, value.text());
      case REFERENCE -> references.add(new Reference(value.text(), value));
      case ANCHOR -> anchors.add(value.text());
      case TEXT -> text(word, value);
      case NAMES -> value.texts();
      case LIST -> value.array();
      case COUNT -> value.integer(0, Integer.MAX_VALUE);
      case NUMBER -> value.decimal();
      case POSITIVE -> positive(value);
      case BOUND -> {
        if (!value.node().isBoolean()) {
          value.decimal();
        }
      }
      case FLAG -> value.bool();
    }
  }

  private void schemas(Located value, int depth) {
    List<Located> items = value.items();
    if (items.isEmpty()) {
      throw value.invalid("an array of at least one schema");
    }
    items.forEach(item -> later(item, depth));
  }

  private void dependency(Located member, int depth) {
    if (member.node().isArray()) {
      member.texts();
    } else {
      later(member, depth);
    }
  }

  private void patternMap(Located value, int depth) {
    for (Map.Entry<String, Located> member : value.members().entrySet()) {
      pattern(member.getValue(), member.getKey());
      later(member.getValue(), depth);
    }
  }

  private void text(String word, Located value) {
    String text = value.text();
    if (word.equals("$id") && text.startsWith("#")) {
      anchors.add(text.substring(1));
    } else if (word.equals("$id")) {
      identifiers.add(text);
    }
  }

  private static void type(Located value) {
    List<Located> types = value.node().isArray() ? value.items() : List.of(value);
    for (Located type : types) {
      if (!type.node().isString() || !SchemaWords.TYPES.contains(type.node().stringValue())) {
        throw type.invalid(Located.oneOf(SchemaWords.TYPES));
      }
    }
    if (types.isEmpty()) {
      throw value.invalid("at least one type");
    }
  }

  private static void positive(Located value) {
    if (value.decimal().signum() <= 0) {
      throw value.invalid("a number above 0");
    }
  }

  private static void pattern(Located where, String regex) {
    try {
      BoundedPattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new InvalidFieldException(
          where.pointer(), Located.shorten(regex), "a regular expression of ECMA-262");
    }
  }

  private static List<Located> members(Located value) {
    return List.copyOf(value.members().values());
  }

  private void resolve(Reference reference) {
    String target = reference.target();
    if (!target.startsWith("#")) {
      int hash = target.indexOf('#');
      if (!identifiers.contains(hash < 0 ? target : target.substring(0, hash))) {
        throw reference.where().invalid("a reference inside this schema, starting with #");
      }
      return;
    }
    String fragment = target.substring(1);
    if (fragment.isEmpty() || anchors.contains(fragment)) {
      return;
    }
    Optional<Located> schema = at(fragment);
    if (schema.isEmpty() && identifiers.isEmpty()) {
      throw reference.where().invalid("a reference to a schema that is there");
    }
    schema.ifPresent(found -> later(found, 0));
  }

  /**
   * The text behind a URI fragment.
   *
   * @throws IllegalArgumentException if a percent sign is not followed by two hexadecimal digits
   */
  static String unescape(String fragment) {
    return URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** The schema at a pointer that is written as a URI fragment. */
  private Optional<Located> at(String fragment) {
    try {
      String pointer = unescape(fragment);
      return JsonPointers.resolve(root, pointer).map(node -> new Located(node, prefix + pointer));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
