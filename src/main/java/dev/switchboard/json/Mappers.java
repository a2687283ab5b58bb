package dev.switchboard.json;

import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory.Feature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonFactoryBuilder;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** How Jackson is set up. Mappers are immutable and shared by all threads. */
final class Mappers {
  /** Above any body that the transport admits, so that base64 media pass. */
  private static final int MAX_STRING_LENGTH = 512 * 1024 * 1024;

  private Mappers() {}

  /** RFC 8259 and nothing else; a field given twice is refused. */
  static JsonMapper strict(int maxTokens) {
    return mapper(factory(maxTokens), true);
  }

  /** As {@link #strict}, with comments. */
  static JsonMapper commented(int maxTokens) {
    return mapper(factory(maxTokens).enable(JsonReadFeature.ALLOW_JAVA_COMMENTS), true);
  }

  /** As {@link #strict}, with comments and a comma after the last field or element. */
  static JsonMapper relaxed(int maxTokens) {
    return mapper(
        factory(maxTokens)
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA),
        true);
  }

  /** RFC 8259; of a field given twice the last one counts. */
  static JsonMapper lastWins(int maxTokens) {
    return mapper(factory(maxTokens), false);
  }

  /** A streaming reader that lets through all that any of the mappers does. */
  static JsonParser parser(byte[] utf8) {
    return factory(Integer.MAX_VALUE)
        .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
        .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
        .build()
        .createParser(ObjectReadContext.empty(), utf8);
  }

  private static JsonFactoryBuilder factory(int maxTokens) {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(Json.MAX_DEPTH)
                .maxNumberLength(Json.MAX_NUMBER_LENGTH)
                .maxNameLength(Json.MAX_NAME_LENGTH)
                .maxStringLength(MAX_STRING_LENGTH)
                .maxTokenCount(maxTokens)
                .build())
        .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
        .disable(Feature.CHARSET_DETECTION);
  }

  private static JsonMapper mapper(JsonFactoryBuilder factory, boolean refuseDuplicates) {
    return JsonMapper.builder(factory.build())
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(JsonNodeFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .configure(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY, refuseDuplicates)
        .build();
  }
}
