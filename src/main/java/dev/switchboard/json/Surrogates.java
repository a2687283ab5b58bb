package dev.switchboard.json;

import java.nio.charset.StandardCharsets;

/**
 * Half surrogate pairs, which a string of Java and an escape of JSON can hold, but UTF-8 cannot.
 */
final class Surrogates {
  private Surrogates() {}

  /** A JSON text in UTF-8; half pairs, which can stand in its strings only, are escaped. */
  static byte[] utf8(String json) {
    for (int i = 0; i < json.length(); i++) {
      if (Character.isSurrogate(json.charAt(i))) {
        return escapeLone(json).getBytes(StandardCharsets.UTF_8);
      }
    }
    return json.getBytes(StandardCharsets.UTF_8);
  }

  /** Whether two halves that make a pair stand at an index. */
  static boolean isPair(String text, int at) {
    return at + 1 < text.length()
        && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
  }

  /** Whether there is half a pair anywhere. */
  static boolean hasHalf(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!isPair(text, i)) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  /** The text with each half pair as {@code \\uXXXX}. */
  static String escapeLone(String json) {
    StringBuilder escaped = new StringBuilder(json.length() + 16);
    int at = 0;
    while (at < json.length()) {
      int c = json.codePointAt(at);
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        escaped.append("\\u").append(Integer.toHexString(c));
      } else {
        escaped.appendCodePoint(c);
      }
      at += Character.charCount(c);
    }
    return escaped.toString();
  }
}
