package dev.switchboard.trace;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one token of each class costs, in 1e-12 USD; null where no price is known.
 *
 * <p>USD per million tokens times 1,000,000 is this number, exactly.
 *
 * @param source where the prices come from and their date, for the record
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
    String source) {

  public TokenPrices {
    Objects.requireNonNull(source);
  }
}
