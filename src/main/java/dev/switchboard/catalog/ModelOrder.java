package dev.switchboard.catalog;

import dev.switchboard.ir.Prefer;
import java.util.Comparator;
import java.util.OptionalLong;

/**
 * The order of models of which nobody named one.
 *
 * <p>The catalogue knows prices and dates, not speed or quality, so price stands in for both: what
 * costs more is bigger, what is bigger is slower and better. Models without a known price come
 * last, among equals the newest first.
 */
final class ModelOrder {
  private ModelOrder() {}

  /**
   * The best first.
   *
   * @param prefer fast: small and without thinking first; balanced: newest first
   */
  static Comparator<ModelEntry> of(Prefer prefer) {
    Comparator<ModelEntry> unpricedLast =
        Comparator.comparing((ModelEntry model) -> blend(model).isEmpty());
    Comparator<ModelEntry> cheapest = Comparator.comparingLong(model -> blend(model).orElse(0));
    Comparator<ModelEntry> newest =
        Comparator.comparing(
            model -> model.lifecycle().released().orElse(""), Comparator.reverseOrder());
    Comparator<ModelEntry> order =
        switch (prefer) {
          case FAST ->
              unpricedLast
                  .thenComparing(model -> model.supports(Capability.REASONING) == Support.YES)
                  .thenComparing(cheapest);
          case CHEAP -> unpricedLast.thenComparing(cheapest);
          case QUALITY -> unpricedLast.thenComparing(cheapest.reversed());
          case BALANCED -> unpricedLast;
        };
    return order.thenComparing(newest).thenComparing(ModelEntry::qualifiedId);
  }

  // Three tokens in for one out: what chat calls look like. Output may be free (embeddings).
  private static OptionalLong blend(ModelEntry model) {
    OptionalLong input = model.prices().base().listed(TokenClass.INPUT);
    if (input.isEmpty()) {
      return OptionalLong.empty();
    }
    long output = model.prices().base().listed(TokenClass.OUTPUT).orElse(0);
    return OptionalLong.of(3 * input.getAsLong() + output);
  }
}
