package dev.switchboard.wire;

import java.nio.charset.StandardCharsets;

/** A text as it stands in the path of an address. */
public final class PathStep {
  private static final String HEX = "0123456789ABCDEF";

  private PathStep() {}

  /**
   * One step of a path: everything but letters, digits and {@code -._~} is escaped, as UTF-8.
   *
   * @see <a href="https://www.rfc-editor.org/rfc/rfc3986#section-2.3">RFC 3986, 2.3</a>
   */
  public static String of(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 8);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      append(b, escaped);
    }
    return escaped.toString();
  }

  private static void append(byte b, StringBuilder out) {
    char c = (char) (b & 0xff);
    boolean plain =
        (c >= 'a' && c <= 'z')
            || (c >= 'A' && c <= 'Z')
            || (c >= '0' && c <= '9')
            || "-._~".indexOf(c) >= 0;
    if (plain) {
      out.append(c);
    } else {
      out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
    }
  }
}
