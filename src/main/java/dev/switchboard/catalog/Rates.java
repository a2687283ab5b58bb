package dev.switchboard.catalog;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Prices by token class, in picodollars (1e-12 USD) per token: exact integers.
 *
 * <p>One picodollar per token is one millionth of a dollar per million tokens. A class that is not
 * in the map has no price of its own; {@link #priceOf} says what it costs then. Zero means free,
 * which the source must say; it never means unknown.
 *
 * @param picosPerToken the listed prices
 */
public record Rates(Map<TokenClass, Long> picosPerToken) {

  /** No price is known. */
  public static final Rates NONE = new Rates(Map.of());

  public Rates {
    picosPerToken = Map.copyOf(picosPerToken);
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

  /**
   * What a token of this class costs; empty when that is not known.
   *
   * <p>A class without a price of its own is charged as the wider one it belongs to: cached input
   * and cache writes as input (no discount known, so none assumed), pictures as input, reasoning as
   * output. Never substituted, because the true price is usually a multiple: audio, picture output,
   * and one-hour cache writes where writes have a price.
   */
  public OptionalLong priceOf(TokenClass tokenClass) {
    OptionalLong own = listed(tokenClass);
    if (own.isPresent()) {
      return own;
    }
    return switch (tokenClass) {
      case CACHED_INPUT, CACHE_CREATION, IMAGE_INPUT -> listed(TokenClass.INPUT);
      case CACHE_CREATION_LONG ->
          picosPerToken.containsKey(TokenClass.CACHE_CREATION)
              ? OptionalLong.empty()
              : listed(TokenClass.INPUT);
      case REASONING -> listed(TokenClass.OUTPUT);
      case INPUT, OUTPUT, AUDIO_INPUT, AUDIO_OUTPUT, IMAGE_OUTPUT -> OptionalLong.empty();
    };
  }

  /** Whether any price is known. */
  public boolean known() {
    return !picosPerToken.isEmpty();
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
