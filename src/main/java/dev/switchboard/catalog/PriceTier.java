package dev.switchboard.catalog;

/**
 * The prices of a call whose input is larger than a threshold.
 *
 * @param aboveInputTokens the tier holds for a call with more input tokens than this, cached ones
 *     included; it then holds for all tokens of the call
 * @param rates the prices; a class that is not listed here has no price of its own in this tier
 */
public record PriceTier(long aboveInputTokens, Rates rates) {
  public PriceTier {
    if (aboveInputTokens <= 0) {
      throw new IllegalArgumentException(
          "aboveInputTokens: " + aboveInputTokens + " (expected: > 0)");
    }
  }
}
