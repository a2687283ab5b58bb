package dev.switchboard.catalog;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What matters when nobody named a model: the word in {@code route.prefer}.
 *
 * <p>The catalogue knows prices and dates, not speed or quality, so price stands in for both: what
 * costs more is bigger, what is bigger is slower and better. Models without a known price come
 * last, deprecated ones are left out before.
 */
public enum Preference {
  /** Small and without thinking first. */
  FAST,
  /** Lowest price first. */
  CHEAP,
  /** Highest price first, among equals the newest. */
  QUALITY,
  /** Newest first. */
  BALANCED;

  /** The word used in the API. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The preference of that word, any case; empty when there is none. */
  public static Optional<Preference> ofWord(String word) {
    for (Preference preference : values()) {
      if (preference.word().equalsIgnoreCase(word)) {
        return Optional.of(preference);
      }
    }
    return Optional.empty();
  }

  /** The best first. */
  Comparator<ModelEntry> order() {
    Comparator<ModelEntry> unpricedLast =
        Comparator.comparing((ModelEntry model) -> blend(model).isEmpty());
    Comparator<ModelEntry> cheapest = Comparator.comparingLong(model -> blend(model).orElse(0));
    Comparator<ModelEntry> newest =
        Comparator.comparing(
            model -> model.lifecycle().released().orElse(""), Comparator.reverseOrder());
    Comparator<ModelEntry> order =
        switch (this) {
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
