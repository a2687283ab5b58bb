package dev.switchboard.pipeline;

/**
 * Counts tokens by the kinds of characters alone, within a quarter of what {@code o200k_base} says
 * of prose, code and JSON; needs no tables.
 */
final class RoughCount {
  /** Letters of ASCII in a piece: most words are one piece, long ones two. */
  private static final int LETTERS = 8;

  private static final int DIGITS = 3;
  private static final int SIGNS = 3;

  /** Letters of other alphabets in a piece. */
  private static final int OTHER_LETTERS = 4;

  private RoughCount() {}

  private enum Kind {
    LETTER,
    DIGIT,
    BLANK,
    SIGN,
    OTHER_LETTER,
    IDEOGRAPH,
    RARE
  }

  static long of(String text) {
    long tokens = 0;
    int at = 0;
    while (at < text.length()) {
      Kind kind = kind(text, at);
      int end = at + width(text, at);
      int characters = 1;
      while (end < text.length() && kind(text, end) == kind) {
        end += width(text, end);
        characters++;
      }
      tokens += pieces(kind, characters);
      at = end;
    }
    return tokens;
  }

  private static long pieces(Kind kind, int characters) {
    return switch (kind) {
      case LETTER -> upTo(LETTERS, characters);
      case DIGIT -> upTo(DIGITS, characters);
      case SIGN -> upTo(SIGNS, characters);
      case OTHER_LETTER -> upTo(OTHER_LETTERS, characters);
      // A single blank belongs to the word after it.
      case BLANK -> characters > 1 ? 1 : 0;
      case IDEOGRAPH -> (3L * characters + 3) / 4;
      case RARE -> 2L * characters;
    };
  }

  private static long upTo(int each, int characters) {
    return (characters + each - 1L) / each;
  }

  private static int width(String text, int at) {
    return Character.charCount(text.codePointAt(at));
  }

  private static Kind kind(String text, int at) {
    int c = text.codePointAt(at);
    if (c < 0x80) {
      if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
        return Kind.LETTER;
      }
      if (c >= '0' && c <= '9') {
        return Kind.DIGIT;
      }
      return c <= ' ' ? Kind.BLANK : Kind.SIGN;
    }
    if (Character.isIdeographic(c)
        || (c >= 0x3040 && c <= 0x30FF)
        || (c >= 0xAC00 && c <= 0xD7AF)) {
      return Kind.IDEOGRAPH;
    }
    return Character.isLetter(c) ? Kind.OTHER_LETTER : Kind.RARE;
  }
}
