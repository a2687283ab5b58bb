package dev.switchboard.catalog;

import java.util.Locale;
import java.util.OptionalInt;

/** How model names are compared: any case, and {@code . _ @} and spaces are dashes. */
final class ModelNames {
  private static final int SHORT_DATE = 9;
  private static final int LONG_DATE = 11;

  private ModelNames() {}

  /** The form in which two spellings of one name are equal. */
  static String normal(String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    StringBuilder normal = new StringBuilder(lower.length());
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      normal.append(c == '.' || c == '_' || c == '@' || c == ' ' ? '-' : c);
    }
    return normal.toString();
  }

  /** What stands after the last slash. */
  static String lastSegment(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  /**
   * Where the date at the end begins, its dash included ({@code -20250929}, {@code -2025-09-29});
   * empty when the normal name has none.
   */
  static OptionalInt dateStart(String normal) {
    if (isDate(normal, SHORT_DATE, "-dddddddd")) {
      return OptionalInt.of(normal.length() - SHORT_DATE);
    }
    if (isDate(normal, LONG_DATE, "-dddd-dd-dd")) {
      return OptionalInt.of(normal.length() - LONG_DATE);
    }
    return OptionalInt.empty();
  }

  private static boolean isDate(String normal, int length, String shape) {
    int start = normal.length() - length;
    if (start <= 0) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = normal.charAt(start + i);
      boolean fits = shape.charAt(i) == '-' ? c == '-' : c >= '0' && c <= '9';
      if (!fits) {
        return false;
      }
    }
    return normal.startsWith("20", start + 1);
  }
}
