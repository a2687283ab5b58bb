package dev.switchboard.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** What of a text is spelled otherwise in a string of JSON in UTF-8, and how. */
final class Escapes {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  /** The most bytes that one character becomes: {@code \u001F}. */
  static final int MOST = 6;

  private Escapes() {}

  /** Whether a character stands in a string as it is, in one byte. */
  static boolean isPlain(char c) {
    return c >= ' ' && c < 0x80 && c != '"' && c != '\\';
  }

  /**
   * Writes a character of two halves, in UTF-8.
   *
   * @return where it ends
   */
  static int pair(int point, byte[] to, int from) {
    to[from] = (byte) (0xF0 | (point >> 18));
    to[from + 1] = (byte) (0x80 | ((point >> 12) & 0x3F));
    to[from + 2] = (byte) (0x80 | ((point >> 6) & 0x3F));
    to[from + 3] = (byte) (0x80 | (point & 0x3F));
    return from + 4;
  }

  /** The offset of the first byte that is escaped, or is a question mark; the end for none. */
  static int special(byte[] utf8, int from) {
    int at = from;
    while (at <= utf8.length - Long.BYTES) {
      long word = (long) WORD.get(utf8, at);
      // The lowest bit that is set is right; those above it may be a borrow's.
      long controls = (word - ONES * ' ') & ~word;
      long found =
          zero(word ^ (ONES * '"'))
              | zero(word ^ (ONES * '\\'))
              | zero(word ^ (ONES * '?'))
              | controls;
      found &= HIGH;
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
      at += Long.BYTES;
    }
    while (at < utf8.length && !isSpecial(utf8[at])) {
      at++;
    }
    return at;
  }

  private static long zero(long word) {
    return (word - ONES) & ~word;
  }

  private static boolean isSpecial(byte b) {
    return (b >= 0 && b < ' ') || b == '"' || b == '\\' || b == '?';
  }

  /**
   * Writes a character as its escape.
   *
   * @return where it ends
   */
  static int escaped(char c, byte[] to, int from) {
    int known = "\"\\\b\f\n\r\t".indexOf(c);
    if (known < 0) {
      return hex(c, to, from);
    }
    to[from] = '\\';
    to[from + 1] = (byte) "\"\\bfnrt".charAt(known);
    return from + 2;
  }

  /** The same by its number. */
  static int hex(char c, byte[] to, int from) {
    to[from] = '\\';
    to[from + 1] = 'u';
    for (int i = 0; i < 4; i++) {
      to[from + 2 + i] = HEX[(c >> (12 - 4 * i)) & 0xF];
    }
    return from + MOST;
  }
}
