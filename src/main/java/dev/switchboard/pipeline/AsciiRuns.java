package dev.switchboard.pipeline;

/**
 * Counts the tokens of runs of ASCII characters of one kind, for {@link RoughCount}.
 *
 * <p>Takes {@value #BLOCK} characters at a time and makes them a set of bits for each kind, in
 * which runs are counted at once: a look at one character after the other guesses wrong where each
 * word ends. A run that goes on behind the block is left to the next one, which begins with it.
 */
final class AsciiRuns {
  private static final int BLOCK = 32;

  /**
   * The two bits of each character's kind, one in each half: {@link #LETTER}, {@link #DIGIT}, both
   * for a blank, none for a sign.
   */
  private static final long[] KINDS = new long[0x80];

  private static final long LETTER = 1L;
  private static final long DIGIT = 1L << BLOCK;

  static {
    for (char c = 0; c < KINDS.length; c++) {
      if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
        KINDS[c] = LETTER;
      } else if (c >= '0' && c <= '9') {
        KINDS[c] = DIGIT;
      } else if (c <= ' ') {
        KINDS[c] = LETTER | DIGIT;
      }
    }
  }

  private final String text;
  private long tokens;

  AsciiRuns(String text) {
    this.text = text;
  }

  /** The tokens of all runs counted so far. */
  long tokens() {
    return tokens;
  }

  /** Counts the next runs, from a character of ASCII on; returns where the first uncounted is. */
  int count(int from) {
    int most = Math.min(BLOCK, text.length() - from);
    long kinds = 0;
    int length = 0;
    while (length < most) {
      char c = text.charAt(from + length);
      if (c >= 0x80) {
        break;
      }
      kinds |= KINDS[c] << length;
      length++;
    }
    return length < BLOCK ? counted(from, kinds, length) : countWhole(from, kinds);
  }

  /** All runs of a full block but the last one, which may go on behind it. */
  private int countWhole(int from, long kinds) {
    int changes = (int) (kinds ^ (kinds << 1)) | (int) ((kinds ^ (kinds << 1)) >>> BLOCK);
    // The first character always looks like a change.
    int last = BLOCK - 1 - Integer.numberOfLeadingZeros(changes & ~1);
    return last < 0 ? countLong(from) : counted(from, kinds, last);
  }

  private int counted(int from, long kinds, int length) {
    int all = length == BLOCK ? -1 : (1 << length) - 1;
    int low = (int) kinds & all;
    int high = (int) (kinds >>> BLOCK) & all;
    tokens += pieces(low & ~high, RoughCount.LETTERS);
    tokens += pieces(high & ~low, RoughCount.DIGITS);
    tokens += pieces(all & ~low & ~high, RoughCount.SIGNS);
    tokens += blanks(low & high);
    return from + length;
  }

  /** A run that is longer than a block. */
  private int countLong(int from) {
    long kind = KINDS[text.charAt(from)];
    int end = from;
    while (end < text.length() && text.charAt(end) < 0x80 && KINDS[text.charAt(end)] == kind) {
      end++;
    }
    int each =
        kind == LETTER ? RoughCount.LETTERS : kind == DIGIT ? RoughCount.DIGITS : RoughCount.SIGNS;
    boolean blank = kind == (LETTER | DIGIT);
    tokens += blank ? 1 : (end - from + each - 1) / each;
    return end;
  }

  /** The pieces of {@code each} characters or less, into which the runs of a set are cut. */
  private static int pieces(int set, int each) {
    int begins = set;
    int behind = set;
    int pieces = 0;
    // Those with so many before them in their run: the next piece begins at the first of these.
    for (int i = 1; i <= each; i++) {
      behind &= set << i;
    }
    while (begins != 0) {
      pieces += Integer.bitCount(begins & ~(begins << 1));
      begins = behind & (begins << each);
    }
    return pieces;
  }

  /** One for each run of several: a single blank belongs to the word after it. */
  private static int blanks(int set) {
    int followers = set & (set << 1);
    return Integer.bitCount(followers & ~(followers << 1));
  }
}
