package dev.switchboard.pipeline;

/**
 * Counts tokens by the kinds of characters alone, within a quarter of what {@code o200k_base} says
 * of prose, code and JSON; needs no tables.
 *
 * <p>A run of one kind is cut into pieces of a fixed length; each is a token. Plain ASCII, nearly
 * all of most texts, is counted by {@link AsciiRuns}, many characters at a time: where limits of
 * tokens apply, every request is counted.
 */
final class RoughCount {
  /** Letters of ASCII in a piece: most words are one piece, long ones two. */
  static final int LETTERS = 8;

  static final int DIGITS = 3;
  static final int SIGNS = 3;

  /** Letters of other alphabets in a piece. */
  private static final int OTHER_LETTERS = 4;

  private RoughCount() {}

  private enum Kind {
    OTHER_LETTER,
    IDEOGRAPH,
    RARE
  }

  static long of(String text) {
    AsciiRuns ascii = new AsciiRuns(text);
    long tokens = 0;
    int at = 0;
    while (at < text.length()) {
      if (text.charAt(at) < 0x80) {
        at = ascii.count(at);
      } else {
        Kind kind = kind(text, at);
        int end = at;
        int characters = 0;
        while (end < text.length() && text.charAt(end) >= 0x80 && kind(text, end) == kind) {
          end += Character.charCount(text.codePointAt(end));
          characters++;
        }
        tokens += pieces(kind, characters);
        at = end;
      }
    }
    return tokens + ascii.tokens();
  }

  private static long pieces(Kind kind, int characters) {
    return switch (kind) {
      case OTHER_LETTER -> (characters + OTHER_LETTERS - 1L) / OTHER_LETTERS;
      case IDEOGRAPH -> (3L * characters + 3) / 4;
      case RARE -> 2L * characters;
    };
  }

  private static Kind kind(String text, int at) {
    int c = text.codePointAt(at);
    if (Character.isIdeographic(c)
        || (c >= 0x3040 && c <= 0x30FF)
        || (c >= 0xAC00 && c <= 0xD7AF)) {
      return Kind.IDEOGRAPH;
    }
    return Character.isLetter(c) ? Kind.OTHER_LETTER : Kind.RARE;
  }
}
