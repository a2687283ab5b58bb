package dev.switchboard.json;

import java.util.Optional;

/**
 * How long and how large a number may be.
 *
 * <p>The limits are on the value, not its spelling, so that a number that was read can be written
 * and read again: {@code 123e9999} is written {@code 1.23E+10001}. Without them eleven bytes,
 * {@code 1e999999999}, turn into a gigabyte when somebody computes with them.
 */
final class NumberLimits {
  /** Numbers without exponent of at most so many characters need no look. */
  static final int ALWAYS_FINE = 1_000;

  private static final int MAX_DIGITS = 1_000;
  private static final int MAX_EXPONENT = 9_999;

  private NumberLimits() {}

  /**
   * What is wrong with a number of correct grammar.
   *
   * @param first the offset of its first byte
   * @param end the offset after its last byte
   */
  static Optional<String> problem(byte[] bytes, int first, int end) {
    if (end - first > Json.MAX_NUMBER_LENGTH) {
      return Optional.of("expected a number of at most " + Json.MAX_NUMBER_LENGTH + " characters");
    }
    int significant = 0;
    int fraction = 0;
    boolean point = false;
    int at = first;
    while (at < end && bytes[at] != 'e' && bytes[at] != 'E') {
      boolean digit = bytes[at] >= '0' && bytes[at] <= '9';
      point |= bytes[at] == '.';
      if (digit && (significant > 0 || bytes[at] != '0')) {
        significant++;
      }
      if (digit && point) {
        fraction++;
      }
      at++;
    }
    if (significant > MAX_DIGITS) {
      return Optional.of("expected a number of at most " + MAX_DIGITS + " digits");
    }
    // The exponent that the number has with one digit before the point.
    int shift = significant == 0 ? -fraction : significant - fraction - 1;
    long exponent = exponent(bytes, at + 1, end) + shift;
    return Math.abs(exponent) > MAX_EXPONENT
        ? Optional.of("expected a number between 1e-" + MAX_EXPONENT + " and 1e" + MAX_EXPONENT)
        : Optional.empty();
  }

  /** The exponent as written; of those beyond all limits only that they are. */
  private static long exponent(byte[] bytes, int from, int end) {
    long value = 0;
    for (int i = from; i < end; i++) {
      if (bytes[i] >= '0' && bytes[i] <= '9') {
        value = Math.min(1_000_000, value * 10 + bytes[i] - '0');
      }
    }
    return from < end && bytes[from] == '-' ? -value : value;
  }
}
