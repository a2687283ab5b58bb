package dev.switchboard.store;

import java.nio.charset.StandardCharsets;

/** What a caller's text is after a round trip through both databases. */
final class Texts {
  private Texts() {}

  /** PostgreSQL's texts cannot hold the character 0, which becomes U+FFFD. */
  static String withoutZero(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
  }

  /** The text as it will be read back: a lone surrogate, too, is no text in UTF-8. */
  static String asStored(String text) {
    return withoutZero(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
  }
}
