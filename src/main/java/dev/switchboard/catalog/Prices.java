package dev.switchboard.catalog;

import java.util.List;
import java.util.Map;

/**
 * What a model costs.
 *
 * @param base the prices below every threshold
 * @param tiers the prices above thresholds of input size, smallest threshold first
 * @param modes prices of a mode that the request asks for, by name: {@code fast} is OpenAI's {@code
 *     service_tier: priority} and Anthropic's {@code speed: fast}
 */
public record Prices(Rates base, List<PriceTier> tiers, Map<String, Rates> modes) {

  /** No price is known. */
  public static final Prices UNKNOWN = new Prices(Rates.NONE, List.of(), Map.of());

  public Prices {
    tiers = List.copyOf(tiers);
    modes = Map.copyOf(modes);
    for (int i = 1; i < tiers.size(); i++) {
      if (tiers.get(i).aboveInputTokens() <= tiers.get(i - 1).aboveInputTokens()) {
        throw new IllegalArgumentException("tiers: " + tiers + " (expected: thresholds ascending)");
      }
    }
  }

  /** The same price whatever the size. */
  public static Prices flat(Rates rates) {
    return new Prices(rates, List.of(), Map.of());
  }

  /** The prices of a call with that much input, cached tokens included. */
  public Rates at(long inputTokens) {
    Rates found = base;
    for (PriceTier tier : tiers) {
      if (inputTokens > tier.aboveInputTokens()) {
        found = tier.rates();
      }
    }
    return found;
  }

  /** The same in a mode; one that has no price of its own costs what the others do. */
  public Rates at(long inputTokens, String mode) {
    Rates own = modes.get(mode);
    return own == null ? at(inputTokens) : own;
  }

  /** Whether any price is known. */
  public boolean known() {
    return base.known();
  }
}
