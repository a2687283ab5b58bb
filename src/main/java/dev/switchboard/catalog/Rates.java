package dev.switchboard.catalog;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Prices by token class, in picodollars (1e-12 USD) per token: exact integers.
 *
 * <p>One picodollar per token is one millionth of a dollar per million tokens. A class that is not
 * in the map has no known price. Zero means free, which the source must say; it never means
 * unknown.
 *
 * @param picosPerToken the listed prices of tokens
 * @param units the listed prices of what is sold otherwise
 */
public record Rates(Map<TokenClass, Long> picosPerToken, List<UnitRate> units) {

  /** No price is known. */
  public static final Rates NONE = new Rates(Map.of(), List.of());

  /** Prices of tokens alone. */
  public Rates(Map<TokenClass, Long> picosPerToken) {
    this(picosPerToken, List.of());
  }

  public Rates {
    picosPerToken = Map.copyOf(picosPerToken);
    units = List.copyOf(units);
    picosPerToken.forEach((tokenClass, picos) -> {
      if (picos < 0) {
        throw new IllegalArgumentException(
            tokenClass.word() + ": " + picos + " picodollars (expected: >= 0)");
      }
    });
  }

  /** The listed price of exactly this class. */
  public OptionalLong listed(TokenClass tokenClass) {
    Long picos = picosPerToken.get(tokenClass);
    return picos == null ? OptionalLong.empty() : OptionalLong.of(picos);
  }

  /** Whether any price is known. */
  public boolean known() {
    return !picosPerToken.isEmpty() || !units.isEmpty();
  }

  /** The listed price of a class in USD per million tokens, exact; empty when not listed. */
  public Optional<BigDecimal> usdPerMillion(TokenClass tokenClass) {
    Long picos = picosPerToken.get(tokenClass);
    return picos == null ? Optional.empty() : Optional.of(usdPerMillion(picos.longValue()));
  }

  /** Picodollars per token as USD per million tokens, exact, without trailing zeros. */
  public static BigDecimal usdPerMillion(long picosPerToken) {
    BigDecimal usd = BigDecimal.valueOf(picosPerToken, 6).stripTrailingZeros();
    return usd.scale() < 0 ? usd.setScale(0) : usd;
  }
}
