package dev.switchboard.trace;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Goes over the line of a record that is spelled as {@link CallRecordWriter} spells it, without
 * making anything of what it passes.
 *
 * <p>What is spelled otherwise, which includes all that is not ASCII, is no mistake but {@link
 * #isLost}: then the line is to be read in another way. A cursor that is lost stands at the end, so
 * that it may be asked on.
 */
final class LineCursor {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;

  /** Longer ones could be beyond a bound of whoever reads a line in another way. */
  private static final int LONGEST_NAME = 1_000;

  private static final byte[] NEXT_TEXT = piece(",\"");

  /** A long may have one more, of which not every one is a long. */
  private static final int MOST_DIGITS = 18;

  private final byte[] bytes;
  private int at;
  private boolean lost;

  LineCursor(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A piece of a line, for {@link #passes} and {@link #take}. */
  static byte[] piece(String ascii) {
    return ascii.getBytes(StandardCharsets.US_ASCII);
  }

  /** The name of a number that follows another field. */
  static byte[] value(String name) {
    return piece(",\"" + name + "\":");
  }

  /** The name of a text that follows another field, with the text's opening quote. */
  static byte[] text(String name) {
    return piece(",\"" + name + "\":\"");
  }

  /** Words for {@link #word}, in the same order. */
  static byte[][] words(Enum<?>[] values) {
    byte[][] words = new byte[values.length][];
    for (int i = 0; i < values.length; i++) {
      words[i] = piece(values[i].name() + "\"");
    }
    return words;
  }

  boolean isLost() {
    return lost;
  }

  /** Where it stands. */
  int at() {
    return at;
  }

  /** It does not understand the line. */
  void lose() {
    lost = true;
    at = bytes.length;
  }

  /** Passes a piece, if it stands here. */
  boolean passes(byte[] piece) {
    int end = at + piece.length;
    if (end > bytes.length || !Arrays.equals(bytes, at, end, piece, 0, piece.length)) {
      return false;
    }
    at = end;
    return true;
  }

  boolean passes(char c) {
    if (at < bytes.length && bytes[at] == c) {
      at++;
      return true;
    }
    return false;
  }

  /** Passes a piece that must stand here. */
  void take(byte[] piece) {
    if (!passes(piece)) {
      lose();
    }
  }

  void take(char c) {
    if (!passes(c)) {
      lose();
    }
  }

  /** A number. */
  long number() {
    boolean negative = passes('-');
    int start = at;
    long value = 0;
    while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
      value = 10 * value + (bytes[at] - '0');
      at++;
    }
    int digits = at - start;
    if (digits == 0 || digits > MOST_DIGITS || (digits > 1 && bytes[start] == '0')) {
      lose();
      return 0;
    }
    return negative ? -value : value;
  }

  /** A number that counts something. */
  long count() {
    long value = number();
    if (value < 0) {
      lose();
    }
    return value;
  }

  /** The rest of a string after its opening quote; one with escapes is beyond it. */
  String text() {
    int start = at;
    int end = plain(start);
    if (end == bytes.length || bytes[end] != '"') {
      lose();
      return "";
    }
    at = end + 1;
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }

  /** Which one of these words stands here, each with its closing quote. */
  int word(byte[][] words) {
    for (int i = 0; i < words.length; i++) {
      if (passes(words[i])) {
        return i;
      }
    }
    lose();
    return 0;
  }

  /** Passes the rest of a string after its opening quote. */
  void passText() {
    while (true) {
      at = plain(at);
      if (passes('"')) {
        return;
      }
      if (!passes('\\') || !passesEscape()) {
        lose();
        return;
      }
    }
  }

  private boolean passesEscape() {
    if (at == bytes.length) {
      return false;
    }
    byte kind = bytes[at++];
    if (kind != 'u') {
      return "\"\\/bfnrt".indexOf(kind) >= 0;
    }
    for (int i = 0; i < 4; i++) {
      if (at == bytes.length || Character.digit(bytes[at++], 16) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Passes the rest of an object of texts after its opening brace and first quote. */
  void passTexts() {
    do {
      passName();
      take('"');
      passText();
    } while (passes(NEXT_TEXT));
    take('}');
  }

  /** The rest of a name; one with escapes is beyond it, as not every escape may stand in a name. */
  private void passName() {
    int end = plain(at);
    if (end - at > LONGEST_NAME) {
      lose();
    } else {
      at = end;
    }
    take('"');
    take(':');
  }

  /** The offset of the first byte that is not a plain one of a string. */
  private int plain(int from) {
    int i = from;
    while (i <= bytes.length - Long.BYTES) {
      long word = (long) WORD.get(bytes, i);
      // The lowest bit that is set is right; those above it may be a borrow's.
      long controls = (word - ONES * ' ') & ~word;
      long found =
          (zero(word ^ (ONES * '"')) | zero(word ^ (ONES * '\\')) | controls | word) & HIGH;
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3);
      }
      i += Long.BYTES;
    }
    while (i < bytes.length && bytes[i] >= ' ' && bytes[i] != '"' && bytes[i] != '\\') {
      i++;
    }
    return i;
  }

  private static long zero(long word) {
    return (word - ONES) & ~word;
  }
}
