package dev.switchboard.http;

import java.nio.charset.StandardCharsets;

/**
 * Percent-encoded text of a request target. An escape that is not two hexadecimal digits stands for
 * itself; what is escaped is UTF-8.
 */
public final class PercentText {
  private PercentText() {}

  /** A path or a piece of one; plus stays. */
  public static String decodePath(String text) {
    return text.indexOf('%') < 0 ? text : decode(text, false);
  }

  /** A name or value of a form; plus is a blank. */
  static String decodeForm(String text) {
    return text.indexOf('%') < 0 && text.indexOf('+') < 0 ? text : decode(text, true);
  }

  private static String decode(String text, boolean isForm) {
    byte[] bytes = new byte[text.length()];
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int high = c == '%' && i + 2 < text.length() ? HttpText.hexDigit(text.charAt(i + 1)) : -1;
      int low = high >= 0 ? HttpText.hexDigit(text.charAt(i + 2)) : -1;
      if (low >= 0) {
        bytes[length++] = (byte) (high << 4 | low);
        i += 2;
      } else {
        bytes[length++] = (byte) (isForm && c == '+' ? ' ' : c);
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
