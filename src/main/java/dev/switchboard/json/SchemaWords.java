package dev.switchboard.json;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The vocabulary of JSON Schema: which word takes which shape of value.
 *
 * <p>It is 2020-12 with the words of the drafts before it, so that schemas of every age are read.
 *
 * @see <a href="https://json-schema.org/draft/2020-12">JSON Schema 2020-12</a>
 */
final class SchemaWords {
  /** What may stand behind a keyword. */
  enum Shape {
    /** Anything: an annotation, or a value to compare with. */
    ANY,
    /** A schema. */
    SCHEMA,
    /** An array of at least one schema. */
    SCHEMAS,
    /** An object of schemas. */
    SCHEMA_MAP,
    /** An object of schemas whose names are regular expressions. */
    PATTERN_MAP,
    /** A schema, or (before 2020-12) an array of them. */
    ITEMS,
    /** An object of schemas or of arrays of field names. */
    DEPENDENCIES,
    /** An object of arrays of field names. */
    NAMES_MAP,
    /** The name of a type or an array of them. */
    TYPE,
    /** A regular expression. */
    PATTERN,
    /** A reference to a schema in the same document. */
    REFERENCE,
    /** The name of a place in this document. */
    ANCHOR,
    /** A string. */
    TEXT,
    /** An array of field names. */
    NAMES,
    /** An array. */
    LIST,
    /** A whole number of at least 0. */
    COUNT,
    /** A number. */
    NUMBER,
    /** A number above 0. */
    POSITIVE,
    /** A number, or (in draft-04) a truth value. */
    BOUND,
    /** A truth value. */
    FLAG
  }

  static final Set<String> TYPES =
      Set.of("array", "boolean", "integer", "null", "number", "object", "string");

  private static final Map<String, Shape> SHAPES = shapes();

  /** Words of other vocabularies that say nothing about validity. */
  private static final Set<String> TOLERATED =
      Set.of(
          // OpenAPI 3.0 and 3.1
          "nullable",
          "discriminator",
          "xml",
          "externalDocs",
          "example",
          // Gemini
          "propertyOrdering",
          "property_ordering",
          // editors and generators
          "enumNames",
          "enumDescriptions",
          "markdownDescription",
          "errorMessage",
          "deprecationMessage",
          "defaultSnippets",
          "tsType",
          "javaType",
          "strict");

  private SchemaWords() {}

  /** The shape of a keyword's value, {@link Shape#ANY} for words that are no keywords. */
  static Shape shape(String word) {
    return SHAPES.getOrDefault(word, Shape.ANY);
  }

  /** Whether the word is a keyword or an annotation that may stand in a schema. */
  static boolean isKnown(String word) {
    return SHAPES.containsKey(word)
        || TOLERATED.contains(word)
        || word.startsWith("x-")
        || word.startsWith("x_");
  }

  /** All keywords, for finding the one that was meant. */
  static Set<String> keywords() {
    return SHAPES.keySet();
  }

  private static Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new HashMap<>();
    put(shapes, Shape.ANY, "default", "const", "examples", "$vocabulary");
    put(shapes, Shape.SCHEMA, "not", "if", "then", "else", "contains", "propertyNames");
    put(shapes, Shape.SCHEMA, "additionalProperties", "additionalItems", "contentSchema");
    put(shapes, Shape.SCHEMA, "unevaluatedItems", "unevaluatedProperties");
    put(shapes, Shape.SCHEMAS, "allOf", "anyOf", "oneOf", "prefixItems");
    put(shapes, Shape.SCHEMA_MAP, "properties", "$defs", "definitions", "dependentSchemas");
    put(shapes, Shape.PATTERN_MAP, "patternProperties");
    put(shapes, Shape.ITEMS, "items");
    put(shapes, Shape.DEPENDENCIES, "dependencies");
    put(shapes, Shape.NAMES_MAP, "dependentRequired");
    put(shapes, Shape.TYPE, "type");
    put(shapes, Shape.PATTERN, "pattern");
    put(shapes, Shape.REFERENCE, "$ref", "$dynamicRef", "$recursiveRef");
    put(shapes, Shape.ANCHOR, "$anchor", "$dynamicAnchor");
    put(shapes, Shape.TEXT, "$schema", "$id", "id", "$comment", "title", "description", "format");
    put(shapes, Shape.TEXT, "contentEncoding", "contentMediaType");
    put(shapes, Shape.NAMES, "required");
    put(shapes, Shape.LIST, "enum");
    put(shapes, Shape.COUNT, "minLength", "maxLength", "minItems", "maxItems");
    put(shapes, Shape.COUNT, "minProperties", "maxProperties", "minContains", "maxContains");
    put(shapes, Shape.NUMBER, "minimum", "maximum");
    put(shapes, Shape.POSITIVE, "multipleOf");
    put(shapes, Shape.BOUND, "exclusiveMinimum", "exclusiveMaximum");
    put(shapes, Shape.FLAG, "uniqueItems", "deprecated", "readOnly", "writeOnly");
    put(shapes, Shape.FLAG, "$recursiveAnchor");
    return Map.copyOf(shapes);
  }

  private static void put(Map<String, Shape> shapes, Shape shape, String... words) {
    for (String word : words) {
      shapes.put(word, shape);
    }
  }
}
