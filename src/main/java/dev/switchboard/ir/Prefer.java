package dev.switchboard.ir;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What matters most to a caller or an operator: between targets that could serve, speed as measured
 * and the catalogue's price; between models that nobody named, what the catalogue alone knows.
 */
public enum Prefer {
  /** Whoever is expected to have answered first. */
  FAST,
  /** Lowest price first. */
  CHEAP,
  /** Highest price first: the catalogue knows no other measure of quality. */
  QUALITY,
  /** A little of all. */
  BALANCED;

  /** All of them by the word used in the API and the configuration. */
  public static final Map<String, Prefer> BY_WORD =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(Prefer::word, Function.identity()));

  /** The word used in the API and the configuration. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The preference of that word; empty when there is none. */
  public static Optional<Prefer> ofWord(String word) {
    return Optional.ofNullable(BY_WORD.get(word));
  }
}
