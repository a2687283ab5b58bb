package dev.switchboard.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes compact JSON in UTF-8 into one growing array: for what is written at every call, where a
 * tree or a generator would cost more than the writing.
 *
 * <p>The bytes are those that {@link Json#write} makes of the same value. Commas are put where they
 * belong; that brackets match and that each value in an object has its name is up to the caller.
 */
public final class JsonWriter {
  /** Up to so many characters are looked at one by one, longer texts eight bytes at a time. */
  private static final int SHORT = 48;

  private static final int LONGEST_NUMBER = 20;

  /** What becomes of half surrogate pairs, which UTF-8 cannot hold. */
  public enum Halves {
    /** They are escaped, as {@link Json#write} does. */
    ESCAPED,
    /** A question mark stands for each. */
    REPLACED
  }

  private final Halves halves;
  private byte[] bytes;
  private int length;

  /**
   * @param typicalBytes how long the document is likely to be; it may be longer
   */
  public JsonWriter(int typicalBytes, Halves halves) {
    this.bytes = new byte[Math.max(typicalBytes, 2 * SHORT)];
    this.halves = halves;
  }

  /** What was written; not a copy, not to be changed, and longer than {@link #length}. */
  public byte[] bytes() {
    return bytes;
  }

  /** How many bytes were written. */
  public int length() {
    return length;
  }

  /** What was written, copied. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** What was written, as a text. */
  public String text() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  public void startObject() {
    open('{');
  }

  public void endObject() {
    put('}');
  }

  public void startArray() {
    open('[');
  }

  public void endArray() {
    put(']');
  }

  /** A line's end; nothing follows it. */
  public void endLine() {
    put('\n');
  }

  /**
   * The name of the value that comes next.
   *
   * @param name a literal: ASCII, without quotes, backslashes and control characters
   */
  @SuppressWarnings("deprecation") // The cheap copy is exact: every character is ASCII.
  public void name(String name) {
    separate();
    int count = name.length();
    room(count + 3);
    bytes[length] = '"';
    name.getBytes(0, count, bytes, length + 1);
    length += count + 1;
    bytes[length] = '"';
    bytes[length + 1] = ':';
    length += 2;
  }

  /** The name of the value that comes next, whatever characters it has. */
  public void anyName(String name) {
    string(name);
    put(':');
  }

  public void number(long value) {
    separate();
    room(LONGEST_NUMBER);
    if (value < 0) {
      bytes[length++] = '-';
    }
    int digits = 1;
    // Negative, so that the least long has its digits too.
    long rest = value < 0 ? value : -value;
    for (long more = rest / 10; more != 0; more /= 10) {
      digits++;
    }
    int at = length + digits;
    length = at;
    do {
      bytes[--at] = (byte) ('0' - rest % 10);
      rest /= 10;
    } while (rest != 0);
  }

  public void truth(boolean value) {
    separate();
    String word = value ? "true" : "false";
    for (int i = 0; i < word.length(); i++) {
      put(word.charAt(i));
    }
  }

  public void string(String text) {
    separate();
    if (text.length() <= SHORT) {
      characters(text);
      return;
    }
    put('"');
    int start = length;
    boolean questioned = runs(text.getBytes(StandardCharsets.UTF_8));
    if (questioned && halves == Halves.ESCAPED && Surrogates.hasHalf(text)) {
      length = start;
      between(text);
    }
    put('"');
  }

  /** What stands in a string that has halves, each escaped. */
  private void between(String text) {
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      if (Surrogates.isPair(text, i)) {
        i++;
      } else if (Character.isSurrogate(text.charAt(i))) {
        runs(text.substring(from, i).getBytes(StandardCharsets.UTF_8));
        room(Escapes.MOST);
        length = Escapes.hex(text.charAt(i), bytes, length);
        from = i + 1;
      }
    }
    runs(text.substring(from).getBytes(StandardCharsets.UTF_8));
  }

  /** A short string, character by character. */
  private void characters(String text) {
    int count = text.length();
    room(count + 2);
    byte[] to = bytes;
    int from = length + 1;
    to[from - 1] = '"';
    int at = 0;
    while (at < count && Escapes.isPlain(text.charAt(at))) {
      to[from + at] = (byte) text.charAt(at);
      at++;
    }
    length = from + at;
    if (at < count) {
      rest(text, at);
    }
    put('"');
  }

  /** The rest of a short string from its first character on that is not written as it is. */
  private void rest(String text, int from) {
    room((text.length() - from) * Escapes.MOST);
    byte[] to = bytes;
    int at = length;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Escapes.isPlain(c)) {
        to[at++] = (byte) c;
      } else if (c < 0x80) {
        at = Escapes.escaped(c, to, at);
      } else if (c < 0x800) {
        to[at++] = (byte) (0xC0 | (c >> 6));
        to[at++] = (byte) (0x80 | (c & 0x3F));
      } else if (!Character.isSurrogate(c)) {
        to[at++] = (byte) (0xE0 | (c >> 12));
        to[at++] = (byte) (0x80 | ((c >> 6) & 0x3F));
        to[at++] = (byte) (0x80 | (c & 0x3F));
      } else if (Surrogates.isPair(text, i)) {
        at = Escapes.pair(Character.toCodePoint(c, text.charAt(++i)), to, at);
      } else if (halves == Halves.ESCAPED) {
        at = Escapes.hex(c, to, at);
      } else {
        to[at++] = '?';
      }
    }
    length = at;
  }

  /**
   * What stands in a string, in UTF-8 already: what needs no escape is copied in runs.
   *
   * @return whether a question mark is among its bytes, which may stand for half a pair
   */
  private boolean runs(byte[] utf8) {
    room(utf8.length);
    boolean questioned = false;
    int from = 0;
    while (from < utf8.length) {
      int to = Escapes.special(utf8, from);
      System.arraycopy(utf8, from, bytes, length, to - from);
      length += to - from;
      from = to;
      if (from < utf8.length) {
        byte found = utf8[from++];
        questioned |= found == '?';
        room(utf8.length - from + Escapes.MOST);
        if (found == '?') {
          bytes[length++] = found;
        } else {
          length = Escapes.escaped((char) found, bytes, length);
        }
      }
    }
    return questioned;
  }

  private void open(char bracket) {
    separate();
    put(bracket);
  }

  /** No value ends like this: strings end with a quote. */
  private void separate() {
    if (length > 0) {
      byte last = bytes[length - 1];
      if (last != '{' && last != '[' && last != ':') {
        put(',');
      }
    }
  }

  private void put(char c) {
    room(1);
    bytes[length++] = (byte) c;
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), 2 * bytes.length));
    }
  }
}
