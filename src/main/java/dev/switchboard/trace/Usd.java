package dev.switchboard.trace;

import java.math.BigDecimal;

/** Amounts of 1e-12 USD as decimal USD, exactly. */
public final class Usd {
  private static final int PICO_DIGITS = 12;

  private Usd() {}

  /** The amount in USD without trailing zeros; 10 is {@code 10}, not {@code 1E+1}. */
  public static BigDecimal ofPicos(long picos) {
    BigDecimal usd = BigDecimal.valueOf(picos, PICO_DIGITS).stripTrailingZeros();
    return usd.scale() < 0 ? usd.setScale(0) : usd;
  }

  /** The amount as a JSON number without an exponent, such as {@code 0.0000041}. */
  public static String plain(long picos) {
    return ofPicos(picos).toPlainString();
  }
}
