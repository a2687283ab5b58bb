package dev.switchboard.trace;

import dev.switchboard.ir.Metered;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one token of each class costs, in 1e-12 USD; null where no price is known; and what one of
 * other units costs.
 *
 * <p>USD per million tokens times 1,000,000 is this number, exactly.
 *
 * @param source where the prices come from and their date, for the record
 * @param units prices of what is not sold by tokens, or not by them alone
 */
public record TokenPrices(
    @Nullable Long input,
    @Nullable Long cacheRead,
    @Nullable Long cacheWrite,
    @Nullable Long cacheWriteLong,
    @Nullable Long audioInput,
    @Nullable Long imageInput,
    @Nullable Long output,
    @Nullable Long reasoning,
    @Nullable Long audioOutput,
    @Nullable Long imageOutput,
    String source,
    List<UnitPrice> units) {

  public TokenPrices {
    Objects.requireNonNull(source);
    units = List.copyOf(units);
  }

  /** Prices of tokens alone. */
  public TokenPrices(
      @Nullable Long input,
      @Nullable Long cacheRead,
      @Nullable Long cacheWrite,
      @Nullable Long cacheWriteLong,
      @Nullable Long audioInput,
      @Nullable Long imageInput,
      @Nullable Long output,
      @Nullable Long reasoning,
      @Nullable Long audioOutput,
      @Nullable Long imageOutput,
      String source) {
    this(
        input,
        cacheRead,
        cacheWrite,
        cacheWriteLong,
        audioInput,
        imageInput,
        output,
        reasoning,
        audioOutput,
        imageOutput,
        source,
        List.of());
  }

  /**
   * The price of one unit.
   *
   * @param variant of the unit to which alone the price belongs; empty for all
   * @param picos in 1e-12 USD
   */
  public record UnitPrice(Metered.Unit unit, String variant, long picos) {
    public UnitPrice {
      Objects.requireNonNull(unit);
      Objects.requireNonNull(variant);
    }

    boolean isFor(Metered measure) {
      return unit == measure.unit() && (variant.isEmpty() || variant.equals(measure.variant()));
    }
  }
}
