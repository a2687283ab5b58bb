package dev.switchboard.json;

/**
 * One way in which a value breaks its schema; safe for whoever sent the value.
 *
 * @param pointer RFC 6901 pointer of the wrong value in the instance; empty for the whole of it
 * @param keyword the schema keyword that is broken, for example {@code required}
 * @param message what is wrong and what was expected, at most about 300 characters
 */
public record Violation(String pointer, String keyword, String message) {}
