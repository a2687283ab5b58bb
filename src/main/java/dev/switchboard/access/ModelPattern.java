package dev.switchboard.access;

/**
 * How a key's patterns compare with model names: whole, without regard to case, dots and dashes
 * being the same ({@code claude-sonnet-4.5} is {@code claude-sonnet-4-5}); {@code *} stands for any
 * characters, none and slashes too.
 *
 * <p>The name compared is the one the caller wrote: a key for {@code openai/*} may not ask for the
 * bare name {@code gpt-4o}, whose pool holds other providers.
 */
final class ModelPattern {
  private ModelPattern() {}

  /** Takes time proportional to both lengths; no pattern makes it worse. */
  static boolean matches(String pattern, String model) {
    int p = 0;
    int m = 0;
    int star = -1;
    int resume = 0;
    while (m < model.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = m;
      } else if (p < pattern.length() && fold(pattern.charAt(p)) == fold(model.charAt(m))) {
        p++;
        m++;
      } else if (star >= 0) {
        p = star + 1;
        m = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /** A name as it is compared. */
  static String folded(String model) {
    StringBuilder folded = new StringBuilder(model.length());
    for (int i = 0; i < model.length(); i++) {
      folded.append(fold(model.charAt(i)));
    }
    return folded.toString();
  }

  private static char fold(char c) {
    return c == '.' ? '-' : Character.toLowerCase(c);
  }
}
