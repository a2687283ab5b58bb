package dev.switchboard.wire;

/** Whether a text is base64; nothing is decoded. */
public final class Base64Syntax {
  private Base64Syntax() {}

  /** Whether it is in the standard alphabet and padded, without line breaks. */
  public static boolean isStandard(String text) {
    int length = text.length();
    if (length % 4 != 0) {
      return false;
    }
    int end = length;
    while (end > 0 && length - end < 2 && text.charAt(end - 1) == '=') {
      end--;
    }
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (!letter && (c < '0' || c > '9') && c != '+' && c != '/') {
        return false;
      }
    }
    return true;
  }
}
