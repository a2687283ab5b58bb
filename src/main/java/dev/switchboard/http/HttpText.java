package dev.switchboard.http;

/**
 * The character classes of HTTP/1.1.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2">RFC 9110, section 5.6.2</a>
 */
final class HttpText {
  private static final boolean[] TOKEN = tokenChars();

  private HttpText() {}

  /** Whether a character may stand in a header name or a method. */
  static boolean isTokenChar(int c) {
    return c >= 0 && c < 128 && TOKEN[c];
  }

  /** Whether a character may stand in a header value: blanks, tabs, visible and high bytes. */
  static boolean isValueChar(int c) {
    return (c >= 0x20 && c != 0x7f && c <= 0xff) || c == '\t';
  }

  /** The value of a hexadecimal digit, or -1. */
  static int hexDigit(int c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  private static boolean[] tokenChars() {
    boolean[] token = new boolean[128];
    for (char c = '0'; c <= '9'; c++) {
      token[c] = true;
    }
    for (char c = 'a'; c <= 'z'; c++) {
      token[c] = true;
      token[c - 'a' + 'A'] = true;
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      token[c] = true;
    }
    return token;
  }
}
