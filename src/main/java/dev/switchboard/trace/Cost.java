package dev.switchboard.trace;

import java.util.Objects;

/**
 * What one attempt costs.
 *
 * @param picos in 1e-12 USD
 * @param source where the figure comes from, for the record: the price list and its date with what
 *     was assumed, or the provider itself
 */
public record Cost(long picos, String source) {
  public Cost {
    if (picos < 0) {
      throw new IllegalArgumentException("picos: " + picos + " (expected: >= 0)");
    }
    Objects.requireNonNull(source);
  }
}
