package dev.switchboard.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RatesTest {

  @ParameterizedTest
  @CsvSource({
    "100000, 0.1",
    "25000, 0.025",
    "1, 0.000001",
    "0, 0",
    "30000000, 30",
    "1250000, 1.25"
  })
  void picodollars_per_token_are_dollars_per_million_exactly(long picos, String usd) {
    assertThat(Rates.usdPerMillion(picos).toPlainString()).isEqualTo(usd);
  }

  @Test
  void a_negative_price_is_refused() {
    assertThatThrownBy(() -> new Rates(Map.of(TokenClass.OUTPUT, -1L)))
        .hasMessage("output: -1 picodollars (expected: >= 0)");
  }

  @Test
  void tiers_out_of_order_are_refused() {
    PriceTier low = new PriceTier(10, Rates.NONE);
    PriceTier high = new PriceTier(20, Rates.NONE);

    assertThatThrownBy(() -> new Prices(Rates.NONE, List.of(high, low), Map.of()))
        .hasMessageContaining("thresholds ascending");
  }

  @Test
  void nothing_known_is_not_free() {
    assertThat(Prices.UNKNOWN.known()).isFalse();
    assertThat(Prices.UNKNOWN.at(1).usdPerMillion(TokenClass.INPUT)).isEmpty();
  }
}
