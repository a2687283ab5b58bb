package dev.switchboard.json;

import java.util.Map;

/**
 * Regular expressions of ECMA-262, the ones of JSON Schema, in the spelling of {@link
 * java.util.regex.Pattern}.
 *
 * <p>Differences that matter: {@code $} is the very end, a {@code [} inside a class is a character,
 * {@code &&} inside a class is two of them, {@code \}{@code u{1F600}} is one character, and general
 * categories may be spelled out ({@code \p{Letter}}).
 *
 * @see <a href="https://262.ecma-international.org/#sec-patterns">ECMA-262, Patterns</a>
 */
final class EcmaRegex {
  private static final Map<String, String> CATEGORIES =
      Map.ofEntries(
          Map.entry("Letter", "L"),
          Map.entry("Lowercase_Letter", "Ll"),
          Map.entry("Uppercase_Letter", "Lu"),
          Map.entry("Titlecase_Letter", "Lt"),
          Map.entry("Modifier_Letter", "Lm"),
          Map.entry("Other_Letter", "Lo"),
          Map.entry("Mark", "M"),
          Map.entry("Number", "N"),
          Map.entry("Decimal_Number", "Nd"),
          Map.entry("digit", "Nd"),
          Map.entry("Punctuation", "P"),
          Map.entry("punct", "P"),
          Map.entry("Symbol", "S"),
          Map.entry("Separator", "Z"),
          Map.entry("Space_Separator", "Zs"),
          Map.entry("Other", "C"),
          Map.entry("Control", "Cc"),
          Map.entry("Alphabetic", "IsAlphabetic"),
          Map.entry("Uppercase", "IsUppercase"),
          Map.entry("Lowercase", "IsLowercase"),
          Map.entry("White_Space", "IsWhite_Space"),
          Map.entry("Ideographic", "IsIdeographic"));

  private final String regex;
  private final StringBuilder java = new StringBuilder();
  private boolean inClass;

  private EcmaRegex(String regex) {
    this.regex = regex;
  }

  static String toJava(String regex) {
    EcmaRegex translation = new EcmaRegex(regex);
    int at = 0;
    while (at < regex.length()) {
      at = translation.next(at);
    }
    return translation.java.toString();
  }

  private int next(int at) {
    char c = regex.charAt(at);
    if (c == '\\' && at + 1 < regex.length()) {
      return escape(at);
    }
    if (inClass) {
      return inClass(at, c);
    }
    if (c == '[') {
      return open(at);
    }
    java.append(c == '$' ? "\\z" : String.valueOf(c));
    return at + 1;
  }

  /** {@code [^]} is any character and {@code []} none; Java has no such classes. */
  private int open(int at) {
    if (regex.startsWith("[^]", at)) {
      java.append("[\\s\\S]");
      return at + 3;
    }
    if (regex.startsWith("[]", at)) {
      java.append("(?!)");
      return at + 2;
    }
    inClass = true;
    java.append('[');
    if (at + 1 < regex.length() && regex.charAt(at + 1) == '^') {
      java.append('^');
      return at + 2;
    }
    return at + 1;
  }

  private int inClass(int at, char c) {
    if (c == ']') {
      inClass = false;
    } else if (c == '[' || c == '&' || c == '^') {
      java.append('\\');
    }
    java.append(c);
    return at + 1;
  }

  private int escape(int at) {
    char kind = regex.charAt(at + 1);
    int close = regex.indexOf('}', at);
    if (kind == 'u' && regex.startsWith("{", at + 2) && close > 0) {
      java.append("\\x").append(regex, at + 2, close + 1);
      return close + 1;
    }
    if ((kind == 'p' || kind == 'P') && regex.startsWith("{", at + 2) && close > 0) {
      String name = regex.substring(at + 3, close);
      String category = name.startsWith("General_Category=") ? name.substring(17) : name;
      java.append('\\').append(kind).append('{');
      java.append(CATEGORIES.getOrDefault(category, category)).append('}');
      return close + 1;
    }
    if (kind == '0') {
      java.append("\\x00");
    } else if (kind == 'b' && inClass) {
      java.append("\\x08");
    } else if (kind == 'Q' || kind == 'E' || kind == 'Z' || kind == 'A' || kind == 'G') {
      java.append(kind);
    } else {
      java.append('\\').append(kind);
    }
    return at + 2;
  }
}
