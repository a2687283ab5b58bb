package dev.switchboard.ir;

import java.util.Objects;

/**
 * One way in which a value breaks a schema.
 *
 * @param pointer JSON pointer to the offending value; empty for the whole
 * @param keyword the schema keyword that is broken
 * @param message what is wrong and what was expected, safe for callers
 */
public record Violation(String pointer, String keyword, String message) {
  public Violation {
    Objects.requireNonNull(pointer);
    Objects.requireNonNull(keyword);
    Objects.requireNonNull(message);
  }
}
