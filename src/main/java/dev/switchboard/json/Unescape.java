package dev.switchboard.json;

import java.nio.charset.StandardCharsets;

/** The text that a JSON string stands for. */
final class Unescape {
  private Unescape() {}

  /**
   * @param bytes holds a string that a {@link Scanner} has accepted
   * @param start the offset of the opening quote
   * @param end the offset after the closing quote
   */
  static String string(byte[] bytes, int start, int end) {
    for (int i = start + 1; i < end - 1; i++) {
      if (bytes[i] == '\\') {
        return escaped(new String(bytes, start + 1, end - start - 2, StandardCharsets.UTF_8));
      }
    }
    return new String(bytes, start + 1, end - start - 2, StandardCharsets.UTF_8);
  }

  /** Whether no half surrogate pair is escaped in the string. */
  static boolean isWhole(byte[] bytes, int start, int end) {
    for (int i = start + 1; i < end - 1; i++) {
      if (bytes[i] == '\\') {
        return string(bytes, start, end)
            .codePoints()
            .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
      }
    }
    return true;
  }

  /** The text behind the inside of a JSON string, without its quotes. */
  static String escaped(String inside) {
    StringBuilder text = new StringBuilder(inside.length());
    int at = 0;
    while (at < inside.length()) {
      char c = inside.charAt(at);
      if (c != '\\') {
        text.append(c);
        at++;
      } else if (inside.charAt(at + 1) == 'u') {
        text.append((char) Integer.parseInt(inside, at + 2, at + 6, 16));
        at += 6;
      } else {
        text.append(simple(inside.charAt(at + 1)));
        at += 2;
      }
    }
    return text.toString();
  }

  /** The character behind an escape of one letter; the letter itself for quote and slashes. */
  static char simple(char kind) {
    return switch (kind) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> kind;
    };
  }
}
