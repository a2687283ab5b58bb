package dev.switchboard.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory.Feature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The one way from bytes to JSON trees and back.
 *
 * <p>Reading is strict RFC 8259 in UTF-8 (a leading byte order mark is skipped). Nothing may follow
 * the value. Numbers keep their exact value: integers of any size, decimals with their trailing
 * zeros ({@code 1.0} stays {@code 1.0}; {@code 1e400} is written {@code 1E+400}, which is equal).
 * Limits: {@value #MAX_DEPTH} levels of nesting, {@value #MAX_NUMBER_LENGTH} characters in a
 * number, {@value #MAX_NAME_LENGTH} in a field name; the size of a body is the transport's limit.
 *
 * <p>A field given twice in one object is refused by {@link #parse}: two readers that choose
 * differently between the two (one checks access, one serves) would be a way around a check.
 */
public final class Json {
  /** The most levels of objects and arrays that a document may have. */
  public static final int MAX_DEPTH = 256;

  /** The most characters that a number may have. */
  public static final int MAX_NUMBER_LENGTH = 1_000;

  /** The most characters that a field name may have. */
  public static final int MAX_NAME_LENGTH = 50_000;

  /** Above any body that the transport admits, so that base64 media pass. */
  private static final int MAX_STRING_LENGTH = 512 * 1024 * 1024;

  private static final JsonMapper STRICT = mapper(false, true);
  private static final JsonMapper COMMENTED = mapper(true, true);
  private static final JsonMapper LAST_WINS = mapper(false, false);

  private Json() {}

  /**
   * Reads one JSON value.
   *
   * @param utf8 the whole document
   * @throws InvalidJsonException if it is not JSON, is nested too deep, has a field twice, or is
   *     followed by anything but white space
   */
  public static JsonNode parse(byte[] utf8) {
    return read(STRICT, utf8);
  }

  /** Reads one JSON value from a text; see {@link #parse(byte[])}. */
  public static JsonNode parse(String text) {
    return read(STRICT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads one JSON value in which {@code //} and {@code /* … *}{@code /} comments are skipped. */
  public static JsonNode parseLenient(byte[] utf8) {
    return read(COMMENTED, utf8);
  }

  /** Reads one JSON value in which comments are skipped; see {@link #parseLenient(byte[])}. */
  public static JsonNode parseLenient(String text) {
    return read(COMMENTED, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads what a provider answered: strict, but of a field given twice the last one wins. */
  public static JsonNode parseReply(byte[] utf8) {
    return read(LAST_WINS, utf8);
  }

  /** Reads what a provider answered; see {@link #parseReply(byte[])}. */
  public static JsonNode parseReply(String text) {
    return read(LAST_WINS, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The value as compact JSON in UTF-8. */
  public static byte[] write(JsonNode node) {
    return STRICT.writeValueAsBytes(node);
  }

  /** The value as compact JSON text. */
  public static String text(JsonNode node) {
    return STRICT.writeValueAsString(node);
  }

  /** The value as JSON text over several lines, for people. */
  public static String pretty(JsonNode node) {
    return STRICT.writerWithDefaultPrettyPrinter().writeValueAsString(node);
  }

  /** The text as a JSON string, with its quotes. */
  public static String quote(String text) {
    return text(JsonNodeFactory.instance.stringNode(text));
  }

  /** A new empty object. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** A new empty array. */
  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /** A streaming reader over a whole document, with the limits and strictness of {@link #parse}. */
  public static JsonParser parser(byte[] utf8) {
    return STRICT.tokenStreamFactory().createParser(ObjectReadContext.empty(), utf8);
  }

  /** A streaming writer of compact JSON; the caller closes it. */
  public static JsonGenerator generator(ByteArrayOutputStream out) {
    return STRICT.tokenStreamFactory().createGenerator(ObjectWriteContext.empty(), out);
  }

  /**
   * A tree as a record (or list, map, scalar) of Java.
   *
   * @throws InvalidFieldException naming the first value that does not fit
   */
  public static <T> T bind(JsonNode node, Class<T> type) {
    try {
      return STRICT.treeToValue(node, type);
    } catch (JacksonException e) {
      throw Bindings.mismatch(node, e);
    }
  }

  /** A record (or list, map, scalar) of Java as a tree. */
  public static JsonNode tree(@Nullable Object value) {
    return STRICT.valueToTree(value);
  }

  private static JsonNode read(JsonMapper mapper, byte[] utf8) {
    int start = hasByteOrderMark(utf8) ? 3 : 0;
    JsonNode node;
    try {
      node = mapper.readTree(utf8, start, utf8.length - start);
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation() == null ? TokenStreamLocation.NA : e.getLocation();
      throw new InvalidJsonException(
          "expected a JSON value", Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()));
    }
    if (node.isMissingNode()) {
      throw new InvalidJsonException("expected a JSON value, found the end", 1, 1);
    }
    return node;
  }

  private static boolean hasByteOrderMark(byte[] utf8) {
    return utf8.length >= 3
        && Arrays.equals(utf8, 0, 3, new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, 0, 3);
  }

  private static JsonMapper mapper(boolean comments, boolean refuseDuplicates) {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxNameLength(MAX_NAME_LENGTH)
                    .maxStringLength(MAX_STRING_LENGTH)
                    .build())
            .configure(JsonReadFeature.ALLOW_JAVA_COMMENTS, comments)
            .disable(Feature.CHARSET_DETECTION)
            .build();
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(JsonNodeFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .configure(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY, refuseDuplicates)
        .build();
  }
}
