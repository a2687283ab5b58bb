package dev.switchboard.routing;

import java.util.Locale;
import java.util.Optional;

/**
 * What matters most when several targets could serve: speed as measured here, the catalogue's
 * price, or both.
 */
public enum Prefer {
  /** Whoever is expected to have answered first. */
  FAST,
  /** Lowest price first. */
  CHEAP,
  /** Highest price first: the catalogue knows no other measure of quality. */
  QUALITY,
  /** Lowest product of time and price first. */
  BALANCED;

  /** The word used in the API and the configuration. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The preference of that word; empty when there is none. */
  public static Optional<Prefer> ofWord(String word) {
    for (Prefer prefer : values()) {
      if (prefer.word().equals(word)) {
        return Optional.of(prefer);
      }
    }
    return Optional.empty();
  }
}
