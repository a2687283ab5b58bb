package dev.switchboard.trace;

import dev.switchboard.ir.Metered;
import dev.switchboard.ir.Usage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Tokens times prices, and other units times theirs, in whole 1e-12 USD, exactly.
 *
 * <p>The cost is unknown, never zero, when usage is unknown, when tokens of a class were used that
 * has no price, or when the product does not fit in 64 bits (over 9 million USD). Two classes fall
 * back on another's price: {@code reasoning} on {@code output}, which is what it is part of where a
 * price list does not name it, and {@code cacheRead} on {@code input}, which is the most that a
 * cache read costs anywhere; the source then says so. Nothing else has a fallback: a cache write or
 * an image token may cost more than a plain one.
 *
 * <p>Other units are measures of the same work, not further work: those without a price are not
 * charged. But work that was measured and of which no measure has a price costs an unknown amount.
 */
public final class Pricer {
  /** The source of a cost that the provider itself reported. */
  public static final String REPORTED = "reported by the provider";

  /** The source of a cost that is what a budget had set aside when the process ended. */
  public static final String AT_MOST = "at most: what was set aside for it";

  private Pricer() {}

  /**
   * What the usage of one attempt costs.
   *
   * @param usage as counted; a cost that the provider reported goes before any price
   * @return empty when it is unknown
   */
  public static Optional<Cost> price(Usage usage, TokenPrices prices) {
    Optional<Cost> reported = reported(usage);
    return reported.isPresent() ? reported : listed(usage, prices);
  }

  /** What the provider itself says it charges; empty when it does not say. */
  public static Optional<Cost> reported(Usage usage) {
    Long reported = usage.reportedCostPicos();
    return reported == null || reported < 0
        ? Optional.empty()
        : Optional.of(new Cost(reported, REPORTED));
  }

  /** What our prices make of the usage, whatever the provider reported; empty when unknown. */
  public static Optional<Cost> listed(Usage usage, TokenPrices prices) {
    if (usage.source() == Usage.Source.UNKNOWN) {
      return Optional.empty();
    }
    boolean readAsInput = prices.cacheRead() == null && usage.cacheRead() > 0;
    try {
      Sum sum = new Sum();
      sum.add(usage.uncachedInput(), prices.input());
      sum.add(usage.cacheRead(), readAsInput ? prices.input() : prices.cacheRead());
      sum.add(usage.cacheWrite(), prices.cacheWrite());
      sum.add(usage.cacheWriteLong(), prices.cacheWriteLong());
      sum.add(usage.audioInput(), prices.audioInput());
      sum.add(usage.imageInput(), prices.imageInput());
      sum.add(usage.output(), prices.output());
      sum.add(usage.reasoning(), prices.reasoning() == null ? prices.output() : prices.reasoning());
      sum.add(usage.audioOutput(), prices.audioOutput());
      sum.add(usage.imageOutput(), prices.imageOutput());
      boolean byUnits = addUnits(sum, usage.metered(), prices.units());
      if (!byUnits && !usage.metered().isEmpty() && usage.inputTotal() + usage.outputTotal() == 0) {
        return Optional.empty();
      }
      return sum.known
          ? Optional.of(new Cost(sum.picos, source(prices, readAsInput)))
          : Optional.empty();
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  /**
   * What all attempts of a call cost together: what stands in its {@link CallRecord.Bill}.
   *
   * @return empty when the cost of one of them is unknown
   */
  public static OptionalLong total(List<Span> spans) {
    long total = 0;
    try {
      for (Span span : spans) {
        Span.Attempt attempt = span.attempt();
        if (attempt == null) {
          continue;
        }
        Long picos = attempt.costPicos();
        if (picos == null) {
          return OptionalLong.empty();
        }
        total = Math.addExact(total, picos);
      }
      return OptionalLong.of(total);
    } catch (ArithmeticException e) {
      return OptionalLong.empty();
    }
  }

  /** Whether any of the measures has a price. */
  private static boolean addUnits(
      Sum sum, List<Metered> measures, List<TokenPrices.UnitPrice> prices) {
    boolean any = false;
    for (Metered measure : measures) {
      Optional<TokenPrices.UnitPrice> price =
          prices.stream().filter(p -> p.isFor(measure)).findFirst();
      if (price.isPresent()) {
        sum.add(measure.amount(), price.get().picos());
        any = true;
      }
    }
    return any;
  }

  private static String source(TokenPrices prices, boolean readAsInput) {
    return readAsInput ? prices.source() + ", cache reads at the input price" : prices.source();
  }

  /** A sum that stops being known with the first tokens without a price. */
  private static final class Sum {
    private long picos;
    private boolean known = true;

    void add(long tokens, @Nullable Long price) {
      if (tokens == 0) {
        return;
      }
      if (price == null || price < 0) {
        known = false;
        return;
      }
      picos = Math.addExact(picos, Math.multiplyExact(tokens, (long) price));
    }
  }
}
