package dev.switchboard.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Where the fields of one JSON object stand in its bytes, found without building a tree.
 *
 * <p>The whole document is checked on the way: grammar, UTF-8, nesting. The bytes are kept, not
 * copied; whoever made them must not change them afterwards. Offsets are into that array.
 *
 * <p>Readers of a field take a missing field and a JSON {@code null} alike as absent, and throw
 * {@link InvalidFieldException} when the value is of another kind, as {@link Fields} does.
 */
public final class TopLevel {
  /** The most fields that the object itself may have. */
  public static final int MAX_FIELDS = 10_000;

  /** The kinds of JSON values. */
  public enum Kind {
    OBJECT,
    ARRAY,
    STRING,
    NUMBER,
    BOOLEAN,
    NULL
  }

  /**
   * One field.
   *
   * @param name the field's name, unescaped
   * @param nameStart the offset of the name's opening quote
   * @param start the offset of the value's first byte
   * @param end the offset after the value's last byte
   * @param kind the value's kind
   */
  public record Field(String name, int nameStart, int start, int end, Kind kind) {}

  /** What a scan findings. */
  private record Findings(int open, List<Field> fields, Map<String, Integer> last, int depth) {}

  private final byte[] bytes;
  private final int from;
  private final int to;
  private final String pointer;
  private final Findings findings;

  private TopLevel(byte[] bytes, int from, int to, String pointer, Findings findings) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    this.pointer = pointer;
    this.findings = findings;
  }

  /**
   * Scans a whole document that must be an object.
   *
   * @throws InvalidJsonException if it is not JSON, no object, nested deeper than {@link
   *     Json#MAX_DEPTH}, or has more than {@value #MAX_FIELDS} fields or one of them twice
   */
  public static TopLevel scan(byte[] utf8) {
    return scan(utf8, 0, utf8.length);
  }

  /** Scans the document from {@code from} up to {@code to}; see {@link #scan(byte[])}. */
  public static TopLevel scan(byte[] utf8, int from, int to) {
    return new TopLevel(utf8, from, to, JsonPointers.ROOT, walk(utf8, from, to, true));
  }

  /**
   * Scans what a provider answered: as {@link #scan}, but of a field given twice the last counts.
   */
  public static TopLevel scanReply(byte[] utf8, int from, int to) {
    return new TopLevel(utf8, from, to, JsonPointers.ROOT, walk(utf8, from, to, false));
  }

  /** The fields in the order of the document. */
  public List<Field> fields() {
    return findings.fields();
  }

  /** The levels of objects and arrays in the document, this object included. */
  public int depth() {
    return findings.depth();
  }

  /** Whether the field is there, even as {@code null}. */
  public boolean has(String name) {
    return find(name) != null;
  }

  /** The field, unless it is missing or {@code null}. */
  public Optional<Field> field(String name) {
    Field field = find(name);
    return field == null || field.kind() == Kind.NULL ? Optional.empty() : Optional.of(field);
  }

  /** The value as text. */
  public Optional<String> text(String name) {
    Field field = find(name, Kind.STRING, "a string");
    return field == null
        ? Optional.empty()
        : Optional.of(Unescape.string(bytes, field.start(), field.end()));
  }

  /** The value as a truth value, or {@code fallback} when absent. */
  public boolean boolOr(String name, boolean fallback) {
    Field field = find(name, Kind.BOOLEAN, "true or false");
    return field == null ? fallback : bytes[field.start()] == 't';
  }

  /** The value as a whole number; {@code 1.0} and {@code 1e2} count as whole. */
  public OptionalLong integer(String name) {
    Field field = find(name, Kind.NUMBER, "an integer");
    return field == null
        ? OptionalLong.empty()
        : OptionalLong.of(new Located(parse(field), place(name)).integer());
  }

  /** The value as an object, scanned in its turn; offsets are into the same array. */
  public Optional<TopLevel> object(String name) {
    Field field = find(name, Kind.OBJECT, "an object");
    return field == null
        ? Optional.empty()
        : Optional.of(
            new TopLevel(
                bytes,
                field.start(),
                field.end(),
                place(name),
                walk(bytes, field.start(), field.end(), true)));
  }

  /** The value as a tree. */
  public Optional<JsonNode> node(String name) {
    return field(name).map(this::parse);
  }

  /** The bytes of the document, copied. */
  public byte[] toBytes() {
    return Arrays.copyOfRange(bytes, from, to);
  }

  byte[] bytes() {
    return bytes;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  /** The offset of the opening brace. */
  int open() {
    return findings.open();
  }

  /** The field, be it {@code null}; of several (in a reply) the last. */
  @Nullable Field find(String name) {
    Integer at = findings.last().get(name);
    return at == null ? null : findings.fields().get(at);
  }

  private @Nullable Field find(String name, Kind kind, String expected) {
    Field field = find(name);
    if (field == null || field.kind() == Kind.NULL) {
      return null;
    }
    if (field.kind() != kind) {
      throw new Located(parse(field), place(name)).invalid(expected);
    }
    return field;
  }

  /** Scans an object that stands at {@code pointer} in a larger document. */
  static TopLevel scanAt(byte[] utf8, String pointer) {
    return new TopLevel(utf8, 0, utf8.length, pointer, walk(utf8, 0, utf8.length, true));
  }

  /** The field's value as it is written. */
  String json(Field field) {
    return new String(bytes, field.start(), field.end() - field.start(), StandardCharsets.UTF_8);
  }

  /** The pointer of one of the fields. */
  String place(String name) {
    return JsonPointers.child(pointer, name);
  }

  private JsonNode parse(Field field) {
    return Json.parse(Arrays.copyOfRange(bytes, field.start(), field.end()));
  }

  private static Findings walk(byte[] utf8, int from, int to, boolean refuseDuplicates) {
    int start = Json.hasByteOrderMark(utf8, from, to) ? from + 3 : from;
    Scanner scanner = new Scanner(utf8, start, to, Scanner.Leniency.NONE);
    int open = scanner.blank(start);
    if (!scanner.stands('{', open)) {
      throw scanner.wrong(open, "expected a JSON object");
    }
    scanner.enter(open);
    List<Field> fields = new ArrayList<>(16);
    Map<String, Integer> last = new HashMap<>(32);
    int at = scanner.blank(open + 1);
    while (!scanner.stands('}', at)) {
      Field field = field(scanner, utf8, at);
      if (last.put(field.name(), fields.size()) != null && refuseDuplicates) {
        throw scanner.complaint(at, Complaints.repeated(field.name()));
      }
      fields.add(field);
      if (fields.size() > MAX_FIELDS) {
        throw scanner.complaint(at, "expected at most " + MAX_FIELDS + " fields");
      }
      at = scanner.separator(field.end(), '}');
    }
    scanner.leave();
    int rest = scanner.blank(at + 1);
    if (rest < to) {
      throw scanner.wrong(rest, "expected the end after the JSON object");
    }
    return new Findings(open, Collections.unmodifiableList(fields), last, scanner.deepest());
  }

  private static Field field(Scanner scanner, byte[] utf8, int nameStart) {
    int nameEnd = scanner.name(nameStart);
    int start = scanner.colon(nameEnd);
    int end = scanner.value(start);
    return new Field(
        Unescape.string(utf8, nameStart, nameEnd), nameStart, start, end, kind(utf8[start]));
  }

  private static Kind kind(byte first) {
    return switch (first) {
      case '{' -> Kind.OBJECT;
      case '[' -> Kind.ARRAY;
      case '"' -> Kind.STRING;
      case 't', 'f' -> Kind.BOOLEAN;
      case 'n' -> Kind.NULL;
      default -> Kind.NUMBER;
    };
  }
}
