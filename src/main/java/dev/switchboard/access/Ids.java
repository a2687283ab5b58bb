package dev.switchboard.access;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Ids of projects and keys, and the secrets of keys.
 *
 * <p>An id is a prefix and 22 letters and digits (base 62 of 48 bits of milliseconds and 80 random
 * bits), so that the order of ids is the order of creation, to the millisecond.
 */
public final class Ids {
  /** A secret has 43 letters and digits: 256 bits. */
  static final int SECRET_LENGTH = 43;

  private static final int DIGITS = 22;
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private final Clock clock;
  private final RandomGenerator random;

  /**
   * @param random must be cryptographically strong outside tests: secrets come from it
   */
  public Ids(Clock clock, RandomGenerator random) {
    this.clock = Objects.requireNonNull(clock);
    this.random = Objects.requireNonNull(random);
  }

  /** Ids from the system's source of randomness. */
  public static Ids secure(Clock clock) {
    return new Ids(clock, new SecureRandom());
  }

  /** A new id with this prefix, such as {@code key_}. */
  public String next(String prefix) {
    long high = (clock.millis() << 16) | (random.nextLong() & 0xFFFF);
    return prefix + base62(high, random.nextLong());
  }

  /** A new secret. */
  String secret() {
    char[] text = new char[SECRET_LENGTH];
    for (int i = 0; i < text.length; i++) {
      text[i] = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
    }
    return new String(text);
  }

  private static String base62(long high, long low) {
    // Long division of the 128-bit number by 62, in four 32-bit digits.
    long[] words = {high >>> 32, high & 0xFFFFFFFFL, low >>> 32, low & 0xFFFFFFFFL};
    char[] text = new char[DIGITS];
    for (int i = DIGITS - 1; i >= 0; i--) {
      long remainder = 0;
      for (int w = 0; w < words.length; w++) {
        long value = (remainder << 32) | words[w];
        words[w] = value / 62;
        remainder = value % 62;
      }
      text[i] = ALPHABET.charAt((int) remainder);
    }
    return new String(text);
  }
}
