package dev.switchboard.wire;

import java.util.Objects;

/**
 * A page that an answer names as the source of something it says.
 *
 * @param url where it is
 * @param title may be empty
 * @param quoted what the source says; empty when that is not known
 * @param start the first character of the answer's text that rests on it
 * @param end the character after the last one
 */
record Citation(String url, String title, String quoted, int start, int end) {
  Citation {
    Objects.requireNonNull(url);
    Objects.requireNonNull(title);
    Objects.requireNonNull(quoted);
    if (start < 0 || end < start) {
      throw new IllegalArgumentException(
          "start: " + start + ", end: " + end + " (expected: 0 <= start <= end)");
    }
  }
}
