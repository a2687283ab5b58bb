package dev.switchboard.pipeline;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Counts the tokens of a text of ASCII as {@link RoughCount} does, many characters at a time.
 *
 * <p>Takes {@value #BLOCK} characters and makes them a set of bits for each kind, eight characters
 * in one step; in such a set runs are counted at once. Whoever looks at one character after the
 * other guesses wrong where each word ends. The last run of a block may go on behind it: it is left
 * to the next block, which begins with it.
 */
final class AsciiRuns {
  private static final int BLOCK = Long.SIZE;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;

  /** Multiplied by it, the lowest bits of eight bytes stand side by side in the highest byte. */
  private static final long GATHER = 0x0102040810204080L;

  private final byte[] text;
  private long tokens;
  private long letters;
  private long digits;
  private long blanks;

  private AsciiRuns(byte[] text) {
    this.text = text;
  }

  /** The tokens of a text of nothing but ASCII. */
  static long count(byte[] text) {
    AsciiRuns runs = new AsciiRuns(text);
    int at = 0;
    while (at < text.length) {
      at = runs.countBlock(at);
    }
    return runs.tokens;
  }

  /** Counts the runs that end in the next block; returns where the first uncounted one begins. */
  private int countBlock(int from) {
    int length = Math.min(BLOCK, text.length - from);
    read(from, length);
    if (from + length < text.length) {
      length = lastRun();
    }
    return length == 0 ? countLong(from) : counted(from, length);
  }

  private void read(int from, int length) {
    letters = 0;
    digits = 0;
    blanks = 0;
    int at = 0;
    for (; at <= length - Long.BYTES; at += Long.BYTES) {
      add((long) WORD.get(text, from + at), at);
    }
    if (at < length) {
      long rest = 0;
      for (int i = at; i < length; i++) {
        rest |= (long) text[from + i] << (Byte.SIZE * (i - at));
      }
      add(rest, at);
    }
  }

  /** Puts eight characters into the sets; sums of two numbers below 128 have their high bit. */
  private void add(long characters, int at) {
    long lower = characters | ONES * 0x20;
    letters |= set((lower + ONES * (0x80 - 'a')) & ~(lower + ONES * (0x7f - 'z'))) << at;
    digits |= set((characters + ONES * (0x80 - '0')) & ~(characters + ONES * (0x7f - '9'))) << at;
    blanks |= set(~(characters + ONES * (0x7f - ' '))) << at;
  }

  /** The high bits of eight bytes side by side. */
  private static long set(long bytes) {
    return (((bytes & HIGH) >>> 7) * GATHER) >>> (Long.SIZE - Byte.SIZE);
  }

  /** Where the last run of a full block begins. */
  private int lastRun() {
    long changes = (letters ^ (letters << 1)) | (digits ^ (digits << 1)) | (blanks ^ (blanks << 1));
    // Whatever stands first looks like a change.
    return Long.numberOfTrailingZeros(Long.highestOneBit(changes & ~1L)) & (BLOCK - 1);
  }

  private int counted(int from, int length) {
    long all = -1L >>> (BLOCK - length);
    tokens += pieces(letters & all, RoughCount.LETTERS);
    tokens += pieces(digits & all, RoughCount.DIGITS);
    tokens += pieces(all & ~(letters | digits | blanks), RoughCount.SIGNS);
    // A single blank belongs to the word after it.
    long followers = blanks & (blanks << 1) & all;
    tokens += Long.bitCount(followers & ~(followers << 1));
    return from + length;
  }

  /** The pieces of {@code each} characters or less, into which the runs of a set are cut. */
  private static int pieces(long set, int each) {
    if (set == 0) {
      return 0;
    }
    // Those with so many before them in their run: the next piece begins at the first of these.
    long behind = set;
    for (int i = 1; i <= each; i++) {
      behind &= set << i;
    }
    int pieces = 0;
    for (long left = set; left != 0; left = behind & (left << each)) {
      pieces += Long.bitCount(left & ~(left << 1));
    }
    return pieces;
  }

  /** The first pieces of a run that fills the block: what is left of it begins with a new one. */
  private int countLong(int from) {
    if (blanks != 0) {
      tokens++;
      return behindBlanks(from);
    }
    int each =
        letters != 0 ? RoughCount.LETTERS : digits != 0 ? RoughCount.DIGITS : RoughCount.SIGNS;
    tokens += BLOCK / each;
    return from + BLOCK / each * each;
  }

  private int behindBlanks(int from) {
    int at = from;
    while (at < text.length && text[at] <= ' ') {
      at++;
    }
    return at;
  }
}
