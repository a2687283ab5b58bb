package dev.switchboard.json;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A walk over the values of one JSON document, in its order, without building a tree: for readers
 * of the few shapes that nearly all documents have, which leave all others to the tree.
 *
 * <p>What is walked over is checked as {@link Json} checks it, but that nobody counts the values,
 * and that a field given twice is the reader's to notice. Methods that read a value of one kind
 * leave a value of another kind where it is. All throw {@link InvalidJsonException} where there is
 * no JSON.
 */
public final class Tokens {
  /** Numbers of so few digits are {@code int}s. */
  private static final int INT_DIGITS = 9;

  /** Numbers of so few digits are {@code long}s. */
  private static final int LONG_DIGITS = 18;

  /** Bounds the memory of trees: a value of two bytes may be an object of a hundred. */
  private static final int MOST_NODES = 10_000;

  private final byte[] bytes;
  private final Names expected;
  private final Scanner scanner;
  private int at;
  private boolean fresh;
  private int nodes;

  /** A walk whose reader expects no names in particular. */
  public Tokens(byte[] utf8) {
    this(utf8, Names.NONE);
  }

  /**
   * A walk that starts before the document's value.
   *
   * @param utf8 must not change meanwhile
   * @param expected the names of most fields
   */
  public Tokens(byte[] utf8, Names expected) {
    int start = Json.hasByteOrderMark(utf8, 0, utf8.length) ? 3 : 0;
    this.bytes = utf8;
    this.expected = expected;
    this.scanner = new Scanner(utf8, start, utf8.length, Scanner.Leniency.NONE);
    this.at = scanner.blank(start);
  }

  /** Goes into the object that comes next; false if something else does. */
  public boolean object() {
    return into('{');
  }

  /** Goes into the array that comes next; false if something else does. */
  public boolean array() {
    return into('[');
  }

  /** The name of the object's next field, whose value comes next; null behind the last. */
  public @Nullable String field() {
    if (isOver('}')) {
      return null;
    }
    int from = at;
    int after = scanner.name(from);
    at = scanner.colon(after);
    String name = expected.find(bytes, from + 1, after - 1);
    return name == null ? Unescape.string(bytes, from, after) : name;
  }

  /** Whether another element of the array comes next; if not, goes out of the array. */
  public boolean element() {
    return !isOver(']');
  }

  /** The text that comes next; null if something else does. */
  public @Nullable String text() {
    if (!scanner.stands('"', at)) {
      return null;
    }
    int from = at;
    at = scanner.value(from);
    return scanner.wasPlain()
        ? new String(bytes, from + 1, at - from - 2, StandardCharsets.ISO_8859_1)
        : Unescape.string(bytes, from, at);
  }

  /** The truth value that comes next; null if something else does. */
  public @Nullable Boolean bool() {
    if (!scanner.stands('t', at) && !scanner.stands('f', at)) {
      return null;
    }
    Boolean value = bytes[at] == 't';
    at = scanner.value(at);
    return value;
  }

  /** Walks over the null that comes next; false if something else does. */
  public boolean isNull() {
    if (!scanner.stands('n', at)) {
      return false;
    }
    at = scanner.value(at);
    return true;
  }

  /** The number that comes next, if it is plain digits and fits; null for anything else. */
  public @Nullable Long count() {
    int digits = digits();
    if (digits == 0 || digits > LONG_DIGITS) {
      return null;
    }
    return taken(digits);
  }

  /** The number that comes next as a finite {@code double}; null if something else does. */
  public @Nullable Double number() {
    if (at >= bytes.length || (bytes[at] != '-' && (bytes[at] < '0' || bytes[at] > '9'))) {
      return null;
    }
    int end = scanner.value(at);
    String digits = new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
    double value = new BigDecimal(digits).doubleValue();
    if (!Double.isFinite(value)) {
      return null;
    }
    at = end;
    return value;
  }

  /** Walks over the value that comes next, of whichever kind. */
  public void skip() {
    at = scanner.value(at);
  }

  /**
   * What a reader makes of the value that comes next; if it is null, whatever was walked over, the
   * walk stands before that value again.
   */
  public <T> @Nullable T tried(Function<Tokens, @Nullable T> reader) {
    int from = at;
    int depth = scanner.depth();
    T made = reader.apply(this);
    if (made == null) {
      at = from;
      fresh = false;
      scanner.returnTo(depth);
    }
    return made;
  }

  /**
   * The value that comes next as a tree; of a field given twice the last one counts.
   *
   * @throws InvalidJsonException also if all trees together have more than {@value #MOST_NODES}
   *     values
   */
  public JsonNode replyNode() {
    if (++nodes > MOST_NODES) {
      throw scanner.complaint(at, "expected at most " + MOST_NODES + " values");
    }
    JsonNodeFactory make = JsonNodeFactory.instance;
    if (object()) {
      ObjectNode object = make.objectNode();
      for (String name = field(); name != null; name = field()) {
        object.set(name, replyNode());
      }
      return object;
    }
    if (array()) {
      ArrayNode array = make.arrayNode();
      while (element()) {
        array.add(replyNode());
      }
      return array;
    }
    String text = text();
    if (text != null) {
      return make.stringNode(text);
    }
    Boolean truth = bool();
    if (truth != null) {
      return make.booleanNode(truth);
    }
    if (isNull()) {
      return make.nullNode();
    }
    int digits = digits();
    if (digits > 0 && digits <= INT_DIGITS) {
      return make.numberNode((int) taken(digits));
    }
    int from = at;
    skip();
    return Json.reply(bytes, from, at);
  }

  /** Whether the document ends here; its value is behind. */
  public boolean isEnd() {
    return scanner.blank(at) == bytes.length;
  }

  private boolean into(char open) {
    if (!scanner.stands(open, at)) {
      return false;
    }
    scanner.enter(at);
    at = scanner.blank(at + 1);
    fresh = true;
    return true;
  }

  /** Whether the container ends here; if so goes out of it, else to what it holds next. */
  private boolean isOver(char close) {
    if (!fresh) {
      at = scanner.separator(at, close);
    }
    fresh = false;
    if (!scanner.stands(close, at)) {
      return false;
    }
    scanner.leave();
    at++;
    return true;
  }

  /** How many digits the number that comes next has; 0 unless it is as plain as {@code 120}. */
  private int digits() {
    int end = at;
    while (end < bytes.length && bytes[end] >= '0' && bytes[end] <= '9') {
      end++;
    }
    boolean more = end < bytes.length && (bytes[end] == '.' || (bytes[end] | 0x20) == 'e');
    boolean zeros = end > at + 1 && bytes[at] == '0';
    return more || zeros ? 0 : end - at;
  }

  private long taken(int digits) {
    long value = 0;
    for (int i = at; i < at + digits; i++) {
      value = value * 10 + bytes[i] - '0';
    }
    at += digits;
    return value;
  }
}
