package dev.switchboard.wire.gemini;

/** Bytes as text, as protocol buffers write them: in either alphabet, with or without padding. */
public final class Base64Text {
  private Base64Text() {}

  /** The same in the standard alphabet, padded, without blanks. */
  public static String standard(String base64) {
    String standard = base64.replace('-', '+').replace('_', '/');
    if (standard.chars().anyMatch(Character::isWhitespace)) {
      standard = standard.replaceAll("\\s", "");
    }
    int missing = (4 - standard.length() % 4) % 4;
    return missing == 0 ? standard : standard + "=".repeat(missing);
  }
}
