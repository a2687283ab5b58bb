package dev.switchboard.pipeline;

import dev.switchboard.ir.Usage;
import dev.switchboard.routing.Target;
import dev.switchboard.wire.ModelTraits;
import java.util.Objects;
import java.util.Optional;

/** What the catalogue knows of a target's model. */
public interface TargetFacts {

  /** What a codec must know of it. */
  ModelTraits traits(Target target);

  /**
   * What the usage costs; empty when a price that is needed is not known: unknown is never zero.
   */
  Optional<Price> price(Target target, Usage usage);

  /**
   * What something costs.
   *
   * @param picos in 1e-12 USD
   * @param source where the price comes from and its date
   */
  record Price(long picos, String source) {
    public Price {
      Objects.requireNonNull(source);
    }
  }
}
