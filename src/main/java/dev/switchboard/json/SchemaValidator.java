package dev.switchboard.json;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Compiles JSON Schemas and remembers them by their text.
 *
 * <p>The vocabulary is 2020-12; the words of older drafts mean what they meant there. Words that
 * are not known are no error here; {@link #unknownKeywords} lists them. References lead inside the
 * document only: nothing is fetched.
 */
public final class SchemaValidator {
  private final Cache<String, Schema> compiled;

  /**
   * @param cachedCharacters how much schema text is remembered in compiled form; a compiled schema
   *     takes roughly 20 bytes for each character
   */
  public SchemaValidator(long cachedCharacters) {
    this.compiled =
        Caffeine.newBuilder()
            .maximumWeight(cachedCharacters)
            .weigher((String text, Schema schema) -> text.length() + 100)
            .build();
  }

  /**
   * Compiles a schema, or finds it compiled.
   *
   * @throws InvalidFieldException naming the first place that is no schema, a regular expression
   *     that is none, or a reference that leads nowhere or outside
   */
  public Schema compile(JsonNode schema) {
    return compile(schema, JsonPointers.ROOT);
  }

  /** Compiles a schema that stands at {@code pointer} in a larger document, for its errors. */
  public Schema compile(JsonNode schema, String pointer) {
    String text = Json.text(schema);
    Schema known = compiled.getIfPresent(text);
    if (known != null) {
      return known;
    }
    SchemaCheck.run(schema, pointer);
    Schema made = SchemaCompiler.compile(LegacySchema.translate(schema), pointer);
    compiled.put(text, made);
    return made;
  }

  /**
   * The words of a schema that are neither keywords nor known annotations.
   *
   * @param pointer where the schema stands in its document
   * @throws InvalidFieldException as {@link #compile(JsonNode)}
   */
  public static List<UnknownKeyword> unknownKeywords(JsonNode schema, String pointer) {
    return SchemaCheck.run(schema, pointer);
  }
}
