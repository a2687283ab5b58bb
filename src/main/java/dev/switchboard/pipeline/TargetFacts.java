package dev.switchboard.pipeline;

import dev.switchboard.ir.Usage;
import dev.switchboard.routing.Target;
import dev.switchboard.trace.Cost;
import dev.switchboard.wire.ModelTraits;
import java.util.Optional;

/** What the catalogue knows of a target's model. */
public interface TargetFacts {

  /** What a codec must know of it. */
  ModelTraits traits(Target target);

  /**
   * What the usage costs; empty when a price that is needed is not known: unknown is never zero.
   */
  Optional<Cost> price(Target target, Usage usage);
}
