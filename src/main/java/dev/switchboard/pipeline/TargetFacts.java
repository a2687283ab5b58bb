package dev.switchboard.pipeline;

import dev.switchboard.routing.Target;
import dev.switchboard.trace.TokenPrices;
import dev.switchboard.wire.ModelTraits;
import java.util.Optional;

/** What the catalogue knows of a target's model. */
public interface TargetFacts {

  /** What a codec must know of it. */
  ModelTraits traits(Target target);

  /**
   * What its tokens cost.
   *
   * @param inputTokens all input tokens of the call, which choose the price tier
   */
  Optional<TokenPrices> prices(Target target, long inputTokens);
}
