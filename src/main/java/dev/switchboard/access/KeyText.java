package dev.switchboard.access;

import java.util.Objects;

/** A key's whole text, the secret in it: shown once, never kept, never printed by accident. */
public final class KeyText {
  /** The fewest characters that a text of the operator's own may have. */
  public static final int MIN_LENGTH = 16;

  /** The most characters that a key may have; longer ones are refused unread. */
  public static final int MAX_LENGTH = 512;

  private final String text;

  KeyText(String text) {
    this.text = Objects.requireNonNull(text);
  }

  /**
   * A text of the operator's own choice.
   *
   * @throws IllegalArgumentException if it is not {@value #MIN_LENGTH} to {@value #MAX_LENGTH}
   *     printable ASCII characters without spaces; the message does not repeat it
   */
  public static KeyText ofOperator(String text) {
    if (text.length() < MIN_LENGTH || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "key of %d characters (expected: %d to %d)"
              .formatted(text.length(), MIN_LENGTH, MAX_LENGTH));
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
        throw new IllegalArgumentException(
            "key: character %d is not printable ASCII without spaces (expected: only such)"
                .formatted(i + 1));
      }
    }
    return new KeyText(text);
  }

  /** The text itself. */
  public String reveal() {
    return text;
  }

  /** The last four characters. */
  String hint() {
    return text.substring(text.length() - 4);
  }

  @Override
  public String toString() {
    return "KeyText[…" + hint() + "]";
  }
}
