package dev.switchboard.pipeline;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Counts the tokens of a text of ASCII as {@link RoughCount} does, many characters at a time.
 *
 * <p>Takes {@value #BLOCK} characters and makes them a set of bits for each kind, eight characters
 * in one step; in such a set all runs are counted at once. Whoever looks at one character after the
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

  private AsciiRuns() {}

  /** The tokens of a text of nothing but ASCII. */
  static long count(byte[] text) {
    long tokens = 0;
    int at = 0;
    while (text.length - at > BLOCK) {
      long letters = letters(text, at);
      long digits = digits(text, at);
      long blanks = blanks(text, at);
      int length = lastRun(letters, digits, blanks);
      if (length > 0) {
        tokens += tokens(letters, digits, blanks, length);
      } else if (blanks != 0) {
        tokens++;
        length = blanksFrom(text, at);
      } else {
        // What is left of a run that fills the block begins with a new piece.
        int each =
            letters != 0 ? RoughCount.LETTERS : digits != 0 ? RoughCount.DIGITS : RoughCount.SIGNS;
        tokens += BLOCK / each;
        length = BLOCK / each * each;
      }
      at += length;
    }
    int left = text.length - at;
    if (left > 0) {
      byte[] rest = Arrays.copyOfRange(text, at, at + BLOCK);
      tokens += tokens(letters(rest, 0), digits(rest, 0), blanks(rest, 0), left);
    }
    return tokens;
  }

  private static long letters(byte[] text, int from) {
    long set = 0;
    for (int at = 0; at < BLOCK; at += Long.BYTES) {
      long lower = (long) WORD.get(text, from + at) | (ONES * 0x20);
      set |= bits(atLeast(lower, 'a') & ~atLeast(lower, 'z' + 1)) << at;
    }
    return set;
  }

  private static long digits(byte[] text, int from) {
    long set = 0;
    for (int at = 0; at < BLOCK; at += Long.BYTES) {
      long word = (long) WORD.get(text, from + at);
      set |= bits(atLeast(word, '0') & ~atLeast(word, '9' + 1)) << at;
    }
    return set;
  }

  private static long blanks(byte[] text, int from) {
    long set = 0;
    for (int at = 0; at < BLOCK; at += Long.BYTES) {
      set |= bits(~atLeast((long) WORD.get(text, from + at), ' ' + 1)) << at;
    }
    return set;
  }

  /** Sets the high bit of each of eight characters that is not below the given one. */
  private static long atLeast(long characters, int least) {
    return characters + ONES * (0x80 - least);
  }

  /** The high bits of eight bytes side by side. */
  private static long bits(long bytes) {
    return (((bytes & HIGH) >>> 7) * GATHER) >>> (Long.SIZE - Byte.SIZE);
  }

  /** Where the last run of a block begins. */
  private static int lastRun(long letters, long digits, long blanks) {
    long changes = (letters ^ (letters << 1)) | (digits ^ (digits << 1)) | (blanks ^ (blanks << 1));
    // Whatever stands first looks like a change.
    return (changes & ~1L) == 0 ? 0 : BLOCK - 1 - Long.numberOfLeadingZeros(changes);
  }

  private static int blanksFrom(byte[] text, int from) {
    int end = from;
    while (end < text.length && text[end] <= ' ') {
      end++;
    }
    return end - from;
  }

  /** The tokens of the first characters of a block, of which no run goes on. */
  private static int tokens(long letters, long digits, long blanks, int length) {
    long all = -1L >>> (BLOCK - length);
    long signs = all & ~(letters | digits | blanks);
    // A single blank belongs to the word after it.
    long followers = blanks & (blanks << 1) & all;
    return pieces(letters & all, RoughCount.LETTERS)
        + pieces(digits & all, RoughCount.DIGITS)
        + pieces(signs, RoughCount.SIGNS)
        + runs(followers);
  }

  /** The pieces of {@code each} characters or less, into which the runs of a set are cut. */
  private static int pieces(long set, int each) {
    // Those with so many before them in their run: the next piece begins at the first of these.
    long behind = set;
    for (int i = 1; i <= each && behind != 0; i++) {
      behind &= set << i;
    }
    int pieces = runs(set);
    for (long left = behind; left != 0; left = behind & (left << each)) {
      pieces += runs(left);
    }
    return pieces;
  }

  private static int runs(long set) {
    return Long.bitCount(set & ~(set << 1));
  }
}
