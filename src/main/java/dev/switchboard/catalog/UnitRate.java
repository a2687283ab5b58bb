package dev.switchboard.catalog;

import dev.switchboard.ir.Metered;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The price of one unit of work that is not sold by tokens.
 *
 * @param variant of the unit to which alone the price belongs, such as {@code 1024x1024/high};
 *     empty for all
 * @param picos in 1e-12 USD
 */
public record UnitRate(Metered.Unit unit, String variant, long picos) {
  public UnitRate {
    Objects.requireNonNull(unit);
    Objects.requireNonNull(variant);
    if (picos < 0) {
      throw new IllegalArgumentException("picos: " + picos + " (expected: >= 0)");
    }
  }

  /**
   * Reads the resource's form: the unit's letter ({@code k} character, {@code h} heard millisecond,
   * {@code s} spoken millisecond, {@code p} picture), a variant in brackets if any, the price.
   *
   * @return null for a letter of a token class
   */
  static @Nullable UnitRate read(String rate) {
    Metered.Unit unit =
        switch (rate.charAt(0)) {
          case 'k' -> Metered.Unit.CHARACTER;
          case 'h' -> Metered.Unit.HEARD_MILLI;
          case 's' -> Metered.Unit.SPOKEN_MILLI;
          case 'p' -> Metered.Unit.IMAGE;
          default -> null;
        };
    if (unit == null) {
      return null;
    }
    int end = rate.startsWith("[", 1) ? rate.indexOf(']') : 0;
    return new UnitRate(
        unit, end > 0 ? rate.substring(2, end) : "", Long.parseLong(rate.substring(end + 1)));
  }
}
