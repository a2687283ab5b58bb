package dev.switchboard.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.ir.Metered;
import dev.switchboard.ir.Usage;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PricerTest {
  private static final TokenPrices TEXT_ONLY =
      new TokenPrices(100_000L, null, null, null, null, null, 400_000L, null, null, null, "list");
  private static final TokenPrices ALL =
      new TokenPrices(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, "list");

  @Test
  void chargesEachClassAtItsPrice() {
    Usage usage =
        new Usage(1, 10, 100, 1_000, 1, 10, 100, 1_000, 1, 10, Usage.Source.REPORTED, null);
    assertThat(Pricer.price(usage, ALL))
        .contains(new Cost(1 + 20 + 300 + 4_000 + 5 + 60 + 700 + 8_000 + 9 + 100, "list"));
  }

  @Test
  void agreesWithArbitraryPrecisionWhereItGivesANumber() {
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      long[] n = random.longs(10, 0, 1L << (1 + random.nextInt(40))).toArray();
      long[] p = random.longs(10, 0, 1L << (1 + random.nextInt(40))).toArray();
      Usage usage =
          new Usage(
              n[0],
              n[1],
              n[2],
              n[3],
              n[4],
              n[5],
              n[6],
              n[7],
              n[8],
              n[9],
              Usage.Source.REPORTED,
              null);
      TokenPrices prices =
          new TokenPrices(p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], p[8], p[9], "list");
      BigInteger exact = BigInteger.ZERO;
      for (int c = 0; c < 10; c++) {
        exact = exact.add(BigInteger.valueOf(n[c]).multiply(BigInteger.valueOf(p[c])));
      }
      boolean fits = exact.bitLength() <= 63;
      assertThat(Pricer.price(usage, prices).map(cost -> BigInteger.valueOf(cost.picos())))
          .isEqualTo(fits ? Optional.of(exact) : Optional.empty());
    }
  }

  @Test
  void tokensWithoutAPriceMakeTheCostUnknown() {
    for (int c : List.of(2, 3, 4, 5, 8, 9)) {
      long[] n = new long[10];
      n[c] = 1;
      Usage usage =
          new Usage(
              n[0],
              n[1],
              n[2],
              n[3],
              n[4],
              n[5],
              n[6],
              n[7],
              n[8],
              n[9],
              Usage.Source.REPORTED,
              null);
      assertThat(Pricer.price(usage, TEXT_ONLY)).as("class %d", c).isEmpty();
    }
  }

  @Test
  void aMissingPriceDoesNotMatterWhenNoTokenNeedsIt() {
    assertThat(Pricer.price(Usage.of(3, 0), TEXT_ONLY)).contains(new Cost(300_000, "list"));
  }

  @Test
  void unknownUsageIsNotFree() {
    assertThat(Pricer.price(Usage.UNKNOWN, ALL)).isEmpty();
  }

  @Test
  void noTokensAtAllAreFree() {
    assertThat(Pricer.price(Usage.of(0, 0), TEXT_ONLY)).contains(new Cost(0, "list"));
  }

  @Test
  void reasoningWithoutAPriceOfItsOwnCostsWhatOutputCosts() {
    Usage usage = new Usage(0, 0, 0, 0, 0, 0, 1, 2, 0, 0, Usage.Source.REPORTED, null);
    assertThat(Pricer.price(usage, TEXT_ONLY)).contains(new Cost(1_200_000, "list"));
  }

  @Test
  void cacheReadsWithoutAPriceCostWhatInputCostsAndSaySo() {
    Usage usage = new Usage(1, 2, 0, 0, 0, 0, 0, 0, 0, 0, Usage.Source.REPORTED, null);
    assertThat(Pricer.price(usage, TEXT_ONLY))
        .contains(new Cost(300_000, "list, cache reads at the input price"));
  }

  @Test
  void aProductThatDoesNotFitIsUnknown() {
    assertThat(Pricer.price(Usage.of(Long.MAX_VALUE, 0), TEXT_ONLY)).isEmpty();
  }

  @Test
  void whatTheProviderSaysItChargesGoesBeforeThePriceList() {
    Usage usage = new Usage(1, 0, 0, 0, 0, 0, 1, 0, 0, 0, Usage.Source.REPORTED, 42L);
    assertThat(Pricer.price(usage, ALL)).contains(new Cost(42, Pricer.REPORTED));
  }

  @Test
  void aCallCostsWhatItsAttemptsCost() {
    CallRecord call = new SampleCalls(1).typical();
    assertThat(Pricer.total(call.spans()))
        .hasValue(Objects.requireNonNull(call.bill().costPicos()));
  }

  @Test
  void oneAttemptOfUnknownCostMakesTheCallsCostUnknown() {
    Span priced = new SampleCalls(1).typical().spans().get(1);
    Span unpriced = new SampleCalls(2).typical().spans().get(1);
    Span.Attempt a = Objects.requireNonNull(unpriced.attempt());
    Span unknown =
        new Span(
            unpriced.spanId(),
            unpriced.parentSpanId(),
            unpriced.kind(),
            unpriced.name(),
            unpriced.startedAt(),
            1,
            null,
            null,
            new Span.Attempt(
                a.provider(), a.upstreamModel(), "", 200, false, Usage.UNKNOWN, null, null, null),
            unpriced.attributes());
    assertThat(Pricer.total(List.of(priced, unknown))).isEqualTo(OptionalLong.empty());
  }

  @Test
  void writesAmountsAsPlainExactDecimals() {
    assertThat(Usd.plain(4_100_000)).isEqualTo("0.0000041");
    assertThat(Usd.plain(1)).isEqualTo("0.000000000001");
    assertThat(Usd.plain(0)).isEqualTo("0");
    assertThat(Usd.plain(10_000_000_000_000L)).isEqualTo("10");
    assertThat(Usd.plain(1_500_000_000_000L)).isEqualTo("1.5");
  }

  private static TokenPrices prices(
      @Nullable Long input, @Nullable Long output, TokenPrices.UnitPrice... units) {
    return new TokenPrices(
        input, null, null, null, null, null, output, null, null, null, "test", List.of(units));
  }

  @Test
  void chargesForUnitsAndForTheVariantThatWasMade() {
    Usage usage =
        Usage.UNKNOWN.withMetered(List.of(new Metered(Metered.Unit.IMAGE, "1024x1024/high", 2)));
    TokenPrices prices =
        prices(
            null,
            null,
            new TokenPrices.UnitPrice(Metered.Unit.IMAGE, "1024x1024/low", 1),
            new TokenPrices.UnitPrice(Metered.Unit.IMAGE, "1024x1024/high", 7));
    assertThat(Pricer.price(usage, prices).map(Cost::picos)).contains(14L);
  }

  @Test
  void doesNotKnowTheCostOfWorkOfWhichNoMeasureHasAPrice() {
    Usage speech = Usage.UNKNOWN.withMetered(List.of(new Metered(Metered.Unit.CHARACTER, "", 12)));
    assertThat(Pricer.price(speech, prices(1L, 2L))).isEmpty();
    Usage picture = Usage.UNKNOWN.withMetered(List.of(new Metered(Metered.Unit.IMAGE, "2x2", 1)));
    assertThat(
            Pricer.price(
                picture,
                prices(null, null, new TokenPrices.UnitPrice(Metered.Unit.IMAGE, "1x1", 5))))
        .isEmpty();
  }

  @Test
  void doesNotChargeForAMeasureOfWorkThatIsSoldByTokens() {
    Usage usage =
        Usage.of(10, 1).withMetered(List.of(new Metered(Metered.Unit.HEARD_MILLI, "", 900)));
    assertThat(Pricer.price(usage, prices(3L, 5L)).map(Cost::picos)).contains(35L);
  }

  @Test
  void addsMeasuresOfTheSameThing() {
    Usage one = Usage.UNKNOWN.withMetered(List.of(new Metered(Metered.Unit.CHARACTER, "", 12)));
    assertThat(one.plus(Usage.NONE).plus(one).metered())
        .containsExactly(new Metered(Metered.Unit.CHARACTER, "", 24));
  }
}
