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
import tools.jackson.databind.JsonNode;
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
 * Limits: {@value #MAX_DEPTH} levels of nesting, numbers of 1,000 digits and a magnitude of
 * 1e±9999, {@value #MAX_NAME_LENGTH} characters in a field name, {@value #MAX_TOKENS} values and
 * names; the size of a body is the transport's limit.
 *
 * <p>A field given twice in one object is refused by {@link #parse}: two readers that choose
 * differently between the two (one checks access, one serves) would be a way around a check.
 */
public final class Json {
  /** The most levels of objects and arrays that a document may have. */
  public static final int MAX_DEPTH = 256;

  /** The most characters that a number may have, zeros, point and exponent included. */
  public static final int MAX_NUMBER_LENGTH = 2_000;

  /** The most characters that a field name may have. */
  public static final int MAX_NAME_LENGTH = 50_000;

  /** Bounds the memory of a tree, which for many small values is a multiple of the document's. */
  public static final int MAX_TOKENS = 1_000_000;

  /** Replies may be larger: 2,048 embeddings of 3,072 dimensions have to pass. */
  private static final int MAX_REPLY_TOKENS = 10_000_000;

  private static final JsonMapper STRICT = Mappers.strict(MAX_TOKENS);
  private static final JsonMapper LAST_WINS = Mappers.lastWins(MAX_REPLY_TOKENS);
  private static final JsonMapper COMMENTED = Mappers.commented(MAX_TOKENS);

  private Json() {}

  /**
   * Reads one JSON value.
   *
   * @param utf8 the whole document
   * @throws InvalidJsonException if it is not JSON, is nested too deep, has a field twice, or is
   *     followed by anything but white space
   */
  public static JsonNode parse(byte[] utf8) {
    return read(STRICT, Scanner.Leniency.NONE, utf8);
  }

  /** Reads one JSON value from a text; see {@link #parse(byte[])}. */
  public static JsonNode parse(String text) {
    return read(STRICT, Scanner.Leniency.NONE, Surrogates.utf8(text));
  }

  /** Reads one JSON value in which {@code //} and {@code /* … *}{@code /} comments are skipped. */
  public static JsonNode parseLenient(byte[] utf8) {
    return read(COMMENTED, Scanner.Leniency.COMMENTS, utf8);
  }

  /** Reads one JSON value in which comments are skipped; see {@link #parseLenient(byte[])}. */
  public static JsonNode parseLenient(String text) {
    return read(COMMENTED, Scanner.Leniency.COMMENTS, Surrogates.utf8(text));
  }

  /** Reads what a provider answered: strict, but of a field given twice the last one wins. */
  public static JsonNode parseReply(byte[] utf8) {
    return read(LAST_WINS, Scanner.Leniency.NONE, utf8);
  }

  /** Reads what a provider answered; see {@link #parseReply(byte[])}. */
  public static JsonNode parseReply(String text) {
    return read(LAST_WINS, Scanner.Leniency.NONE, Surrogates.utf8(text));
  }

  /** The value as compact JSON in UTF-8. */
  public static byte[] write(JsonNode node) {
    return STRICT.writeValueAsBytes(node);
  }

  /** The value as compact JSON text. */
  public static String text(JsonNode node) {
    return new String(write(node), StandardCharsets.UTF_8);
  }

  /** The value as JSON text over several lines, for people. */
  public static String pretty(JsonNode node) {
    return STRICT.writerWithDefaultPrettyPrinter().writeValueAsString(node);
  }

  /** The text as a JSON string, with its quotes. */
  public static String quote(String text) {
    return isPlain(text) ? '"' + text + '"' : text(JsonNodeFactory.instance.stringNode(text));
  }

  /** Whether a text stands in JSON as it is. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
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

  /** Whether the bytes from {@code from} up to {@code to} start with U+FEFF, which is skipped. */
  static boolean hasByteOrderMark(byte[] utf8, int from, int to) {
    return to - from >= 3
        && utf8[from] == (byte) 0xEF
        && utf8[from + 1] == (byte) 0xBB
        && utf8[from + 2] == (byte) 0xBF;
  }

  /** Checks first and builds then: the parser lets overlong UTF-8 and worse through. */
  private static JsonNode read(JsonMapper mapper, Scanner.Leniency leniency, byte[] utf8) {
    int start = hasByteOrderMark(utf8, 0, utf8.length) ? 3 : 0;
    new Scanner(utf8, start, utf8.length, leniency).document();
    return build(mapper, utf8, start, utf8.length);
  }

  /** The value in a part of what a provider answered, which a {@link Scanner} has accepted. */
  static JsonNode reply(byte[] utf8, int from, int to) {
    return build(LAST_WINS, utf8, from, to);
  }

  /** The tree of a part of the bytes that a {@link Scanner} has accepted. */
  static JsonNode build(JsonMapper mapper, byte[] utf8, int from, int to) {
    try {
      return mapper.readTree(utf8, from, to - from);
    } catch (JacksonException e) {
      throw Complaints.about(Arrays.copyOfRange(utf8, from, to), e);
    }
  }
}
