package dev.switchboard.wire.gemini;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A field's name in the two spellings that this dialect has: Google answers in camelCase, and takes
 * and sometimes relays snake_case.
 */
public record Name(String camel, String snake) {
  private static final Pattern WORD = Pattern.compile("(?<=[a-z0-9])_([a-z0-9])");

  /** The name that is this in camelCase. */
  public static Name of(String camel) {
    return new Name(camel, camel.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT));
  }

  /** A field's name in camelCase, whichever spelling it has. */
  public static String camel(String field) {
    return field.indexOf('_') < 0
        ? field
        : WORD.matcher(field).replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
  }
}
