package dev.switchboard.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A walk over the bytes of one JSON document that checks grammar, UTF-8 and nesting without
 * building anything. Every method takes the offset where it starts and returns the one where it
 * stopped.
 *
 * <p>Strings, nearly all of a chat request, are skipped eight bytes at a time until something other
 * than plain ASCII comes up.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>
 */
final class Scanner {
  /** What is let through beyond RFC 8259. */
  record Leniency(boolean comments, boolean trailingCommas) {
    static final Leniency NONE = new Leniency(false, false);
    static final Leniency COMMENTS = new Leniency(true, false);
    static final Leniency ALL = new Leniency(true, true);
  }

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;
  private static final long SPACES = ONES * ' ';
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';

  private final byte[] bytes;
  private final int start;
  private final int end;
  private final Leniency leniency;
  private int depth;
  private int deepest;
  private boolean plain;

  /** A walk over the bytes from {@code start} up to {@code end}; places are told from the start. */
  Scanner(byte[] bytes, int start, int end, Leniency leniency) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.leniency = leniency;
  }

  /** The most levels of objects and arrays met so far; a scalar document has none. */
  int deepest() {
    return deepest;
  }

  /** Checks one whole document. */
  void document() {
    int at = blank(value(blank(start)));
    if (at < end) {
      throw wrong(at, "expected the end after the JSON value");
    }
  }

  /** Skips one value that starts at {@code at}. */
  int value(int at) {
    if (at >= end) {
      throw wrong(at, "expected a JSON value");
    }
    return switch (bytes[at]) {
      case '"' -> string(at);
      case '{' -> object(at);
      case '[' -> array(at);
      case 't' -> word(at, "true");
      case 'f' -> word(at, "false");
      case 'n' -> word(at, "null");
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number(at);
      default -> throw wrong(at, "expected a JSON value");
    };
  }

  /** Whether the string walked over last is printable ASCII without escapes. */
  boolean wasPlain() {
    return plain;
  }

  /** Notes that an object or array opens at {@code at}. */
  void enter(int at) {
    depth++;
    deepest = Math.max(deepest, depth);
    if (depth > Json.MAX_DEPTH) {
      throw wrong(at, "expected at most " + Json.MAX_DEPTH + " levels of nesting");
    }
  }

  /** Notes that the object or array last entered closes. */
  void leave() {
    depth--;
  }

  /** How many objects and arrays are open. */
  int depth() {
    return depth;
  }

  /** Takes the walk back to where so many objects and arrays were open. */
  void returnTo(int open) {
    depth = open;
  }

  /** Skips a field name. */
  int name(int at) {
    if (!stands('"', at)) {
      throw wrong(at, "expected a field name in double quotes");
    }
    int after = string(at);
    if (!plain && !Unescape.isWhole(bytes, at, after)) {
      throw complaint(at, "expected whole surrogate pairs in a field name");
    }
    if (after - at - 2 > Json.MAX_NAME_LENGTH) {
      throw wrong(at, "expected a field name of at most " + Json.MAX_NAME_LENGTH + " bytes");
    }
    return after;
  }

  /** Skips the colon after a field name, and white space; returns where the value starts. */
  int colon(int at) {
    int colon = blank(at);
    if (!stands(':', colon)) {
      throw wrong(colon, "expected : after a field name");
    }
    return blank(colon + 1);
  }

  /**
   * Skips what stands after a field or element.
   *
   * @param close the closing bracket of the container
   * @return where the next field or element starts, or where {@code close} stands
   */
  int separator(int at, char close) {
    int next = blank(at);
    if (stands(',', next)) {
      int after = blank(next + 1);
      if (stands(close, after) && !leniency.trailingCommas()) {
        throw wrong(after, "expected another value after the comma");
      }
      return after;
    }
    if (stands(close, next)) {
      return next;
    }
    throw wrong(next, "expected , or " + close);
  }

  /** Whether the character stands at the offset. */
  boolean stands(char c, int at) {
    return at < end && bytes[at] == c;
  }

  /** Skips white space, and comments where they are let through. */
  int blank(int from) {
    int at = from;
    while (at < end) {
      byte b = bytes[at];
      if (b == ' ' || b == '\n' || b == '\r' || b == '\t') {
        at++;
      } else if (b == '/' && leniency.comments()) {
        at = comment(at);
      } else {
        break;
      }
    }
    return at;
  }

  private int object(int open) {
    enter(open);
    int at = blank(open + 1);
    while (!stands('}', at)) {
      at = separator(value(colon(name(at))), '}');
    }
    leave();
    return at + 1;
  }

  private int array(int open) {
    enter(open);
    int at = blank(open + 1);
    while (!stands(']', at)) {
      at = separator(value(at), ']');
    }
    leave();
    return at + 1;
  }

  private int string(int open) {
    int at = plain(open + 1);
    plain = stands('"', at);
    return plain ? at + 1 : stringFrom(at);
  }

  /** Goes on in a string, from something other than printable ASCII. */
  private int stringFrom(int stop) {
    int at = stop;
    while (true) {
      at = plain(at);
      if (at >= end) {
        throw wrong(end, "expected \" at the end of a string");
      }
      byte b = bytes[at];
      if (b == '"') {
        return at + 1;
      }
      if (b == '\\') {
        at = escape(at);
      } else if (b < 0) {
        do {
          at = multibyte(at);
        } while (at < end && bytes[at] < 0);
      } else {
        throw wrong(at, "expected control characters in a string to be escaped");
      }
    }
  }

  /** The offset of the first byte that is not printable ASCII, or is a quote or backslash. */
  private int plain(int from) {
    int at = from;
    while (at <= end - Long.BYTES) {
      long word = (long) WORD.get(bytes, at);
      long below = word - SPACES;
      long quote = (word ^ QUOTES) - ONES;
      long backslash = (word ^ BACKSLASHES) - ONES;
      long stops = (((below | quote | backslash) & ~word) | word) & HIGH;
      if (stops != 0) {
        return at + (Long.numberOfTrailingZeros(stops) >>> 3);
      }
      at += Long.BYTES;
    }
    while (at < end && bytes[at] >= ' ' && bytes[at] != '"' && bytes[at] != '\\') {
      at++;
    }
    return at;
  }

  private int escape(int backslash) {
    int at = backslash + 1;
    if (at >= end) {
      throw wrong(at, "expected an escape after the backslash");
    }
    return switch (bytes[at]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 1;
      case 'u' -> {
        for (int i = at + 1; i <= at + 4; i++) {
          if (i >= end || Character.digit(bytes[i], 16) < 0) {
            throw wrong(i, "expected four hexadecimal digits after \\u");
          }
        }
        yield at + 5;
      }
      default -> throw wrong(at, "expected one of \" \\ / b f n r t u after a backslash");
    };
  }

  /** Skips one character of two to four bytes; overlong forms and surrogates are refused. */
  private int multibyte(int at) {
    int lead = bytes[at] & 0xFF;
    int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (lead < 0xC2 || lead > 0xF4 || at + length > end) {
      throw wrong(at, "expected UTF-8");
    }
    int second = bytes[at + 1] & 0xFF;
    int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (second < least || second > most) {
      throw wrong(at, "expected UTF-8");
    }
    for (int i = at + 2; i < at + length; i++) {
      if ((bytes[i] & 0xC0) != 0x80) {
        throw wrong(at, "expected UTF-8");
      }
    }
    return at + length;
  }

  private int number(int first) {
    int at = bytes[first] == '-' ? first + 1 : first;
    at = at < end && bytes[at] == '0' ? at + 1 : digits(at);
    if (at < end && isDigit(bytes[at])) {
      throw wrong(at, "expected no digit after a leading 0");
    }
    if (stands('.', at)) {
      at = digits(at + 1);
    }
    boolean exponent = stands('e', at) || stands('E', at);
    if (exponent) {
      int sign = at + 1;
      at = digits(stands('+', sign) || stands('-', sign) ? sign + 1 : sign);
    }
    if (exponent || at - first > NumberLimits.ALWAYS_FINE) {
      NumberLimits.problem(bytes, first, at)
          .ifPresent(problem -> {
            throw complaint(first, problem);
          });
    }
    return at;
  }

  private int digits(int from) {
    int at = from;
    while (at < end && isDigit(bytes[at])) {
      at++;
    }
    if (at == from) {
      throw wrong(at, "expected a digit");
    }
    return at;
  }

  private int word(int first, String word) {
    for (int i = 0; i < word.length(); i++) {
      if (first + i >= end || bytes[first + i] != word.charAt(i)) {
        throw wrong(first + i, "expected " + word);
      }
    }
    return first + word.length();
  }

  private int comment(int slash) {
    byte second = slash + 1 < end ? bytes[slash + 1] : 0;
    if (second == '/') {
      int at = slash + 2;
      while (at < end && bytes[at] != '\n' && bytes[at] != '\r') {
        at = bytes[at] < 0 ? multibyte(at) : at + 1;
      }
      return at;
    }
    if (second != '*') {
      throw wrong(slash + 1, "expected // or /*");
    }
    for (int at = slash + 2; at < end; ) {
      if (bytes[at] == '*' && at + 1 < end && bytes[at + 1] == '/') {
        return at + 2;
      }
      at = bytes[at] < 0 ? multibyte(at) : at + 1;
    }
    throw wrong(end, "expected */ at the end of a comment");
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** The complaint about the byte at an offset; names that byte and its place. */
  InvalidJsonException wrong(int at, String expected) {
    return complaint(at, expected + ", found " + found(at));
  }

  /** A complaint about what starts at an offset. */
  InvalidJsonException complaint(int at, String problem) {
    int line = 1;
    int lineStart = start;
    for (int i = start; i < Math.min(at, end); i++) {
      if (bytes[i] == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return new InvalidJsonException(problem, line, Math.min(at, end) - lineStart + 1);
  }

  private String found(int at) {
    if (at >= end) {
      return "the end";
    }
    byte b = bytes[at];
    return b > ' ' && b < 0x7F ? "'" + (char) b + "'" : "byte 0x%02x".formatted(b & 0xFF);
  }
}
