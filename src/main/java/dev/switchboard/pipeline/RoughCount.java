package dev.switchboard.pipeline;

import java.nio.charset.StandardCharsets;

/**
 * Counts tokens by the kinds of characters alone, within a quarter of what {@code o200k_base} says
 * of prose, code and JSON; needs no tables.
 *
 * <p>A run of one kind is cut into pieces of a fixed length, each of which is a token. Stretches of
 * ASCII, nearly all of most texts, are left to {@link AsciiRuns}: where limits of tokens apply,
 * every request is counted.
 */
final class RoughCount {
  /** Letters of ASCII in a piece: most words are one piece, long ones two. */
  static final int LETTERS = 8;

  static final int DIGITS = 3;
  static final int SIGNS = 3;

  /** Letters of other alphabets in a piece. */
  private static final int OTHER_LETTERS = 4;

  /** Of a longer text, stretches of about so many characters are looked at one by one. */
  static final int STRETCH = 2_000;

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
    int from = 0;
    while (text.length() - from > STRETCH) {
      int to = nextWord(text, from + STRETCH);
      tokens += ofStretch(text.substring(from, to));
      from = to;
    }
    return tokens + ofStretch(text.substring(from));
  }

  /** Where a blank follows something else, so that no run goes on there; else the end. */
  static int nextWord(String text, int from) {
    int at = from;
    while (at < text.length() && (text.charAt(at) > ' ' || text.charAt(at - 1) <= ' ')) {
      at++;
    }
    return at;
  }

  private static long ofStretch(String text) {
    return ofStretch(text, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The tokens of a text that is not very long, given in both ways. */
  static long ofStretch(String text, byte[] utf8) {
    // Half a surrogate pair is one byte too, but does not come back.
    boolean ascii =
        utf8.length == text.length() && text.equals(new String(utf8, StandardCharsets.US_ASCII));
    return ascii ? AsciiRuns.count(utf8) : oneByOne(text);
  }

  private static long oneByOne(String text) {
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
