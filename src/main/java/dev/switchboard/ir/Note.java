package dev.switchboard.ir;

import java.util.Objects;

/**
 * Something a translation could not carry as it was.
 *
 * @param subject what it is about: a field's name or JSON pointer in the caller's request
 * @param text one sentence, safe for callers
 */
public record Note(Kind kind, String subject, String text) {
  public Note {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(subject);
    Objects.requireNonNull(text);
  }

  /** How much was lost. */
  public enum Kind {
    /** Left out; the target has no slot. */
    OMITTED,
    /** Carried by something close to it. */
    APPROXIMATED,
    /** A figure of ours instead of the provider's. */
    ESTIMATED
  }
}
