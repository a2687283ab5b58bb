package dev.switchboard.access;

import java.util.Objects;

/**
 * A key just made or rotated, with the text that is shown this once.
 *
 * @param text its {@code toString} does not hold the secret
 */
public record IssuedKey(VirtualKey key, KeyText text) {
  public IssuedKey {
    Objects.requireNonNull(key);
    Objects.requireNonNull(text);
  }
}
