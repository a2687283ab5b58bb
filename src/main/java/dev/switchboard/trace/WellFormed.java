package dev.switchboard.trace;

import java.nio.charset.StandardCharsets;

/** Texts that can be written in UTF-8. */
final class WellFormed {
  private WellFormed() {}

  /**
   * The text with a question mark for every half of a surrogate pair: JSON in UTF-8 cannot hold
   * one, but a caller or a provider can send one as an escape.
   */
  static String text(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
      }
    }
    return text;
  }
}
