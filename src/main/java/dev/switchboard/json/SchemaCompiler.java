package dev.switchboard.json;

import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.AnnotationKeyword;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.resource.SchemaLoader;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** The set-up of the schema library; loaded with the first schema, since that takes a while. */
final class SchemaCompiler {
  private static final SchemaRegistryConfig CONFIG =
      SchemaRegistryConfig.builder()
          .locale(Locale.ROOT)
          .losslessNarrowing(true)
          .regularExpressionFactory(SchemaCompiler::pattern)
          .build();

  /** The library's own would log each unknown word, and remember it for good. */
  private static final Dialect DIALECT =
      Dialect.builder(Dialects.getDraft202012())
          .unknownKeywordFactory((word, context) -> new AnnotationKeyword(word))
          .build();

  private static final SchemaLoader NOTHING =
      SchemaLoader.builder().allow(address -> false).fetchRemoteResources(false).build();

  private SchemaCompiler() {}

  /** Compiles a schema that has been checked and translated to 2020-12. */
  static Schema compile(JsonNode schema, String pointer) {
    // One registry each: a shared one would serve one caller's $id to another.
    SchemaRegistry registry =
        SchemaRegistry.withDialect(
            DIALECT, builder -> builder.schemaRegistryConfig(CONFIG).schemaLoader(NOTHING));
    try {
      com.networknt.schema.Schema compiled = registry.getSchema(schema);
      compiled.initializeValidators();
      return new Schema(compiled);
    } catch (SchemaException e) {
      throw new Located(schema, pointer).invalid("a JSON Schema whose references can be followed");
    }
  }

  private static RegularExpression pattern(String regex) {
    BoundedPattern pattern = BoundedPattern.compile(regex);
    return pattern::isIn;
  }
}
