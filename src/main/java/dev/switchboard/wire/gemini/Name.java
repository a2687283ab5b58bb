package dev.switchboard.wire.gemini;

import java.util.Locale;

/**
 * A field's name in the two spellings that this dialect has: Google answers in camelCase, and takes
 * and sometimes relays snake_case.
 */
record Name(String camel, String snake) {

  static Name of(String camel) {
    return new Name(camel, camel.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT));
  }
}
