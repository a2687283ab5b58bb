package dev.switchboard.pipeline;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Usage;
import dev.switchboard.ir.WorkRequest;
import dev.switchboard.routing.Target;
import dev.switchboard.trace.Cost;
import dev.switchboard.wire.ModelTraits;
import java.util.Optional;
import java.util.OptionalLong;

/** What the catalogue knows of a target's model. */
public interface TargetFacts {

  /** What a codec must know of it. */
  ModelTraits traits(Target target);

  /**
   * The most that one attempt can cost, in 1e-12 USD; empty when a price or a bound that is needed
   * is not known.
   *
   * @param inputBytes of all words of the request, its tools and its schema in UTF-8
   */
  OptionalLong most(Target target, ChatRequest request, long inputBytes);

  /** The same for work that is no conversation. */
  OptionalLong most(Target target, WorkRequest request);

  /** Whether what a request asks for can have a price of its own, see {@link PriceMode}. */
  boolean sellsModes(Target target);

  /**
   * What the usage costs; empty when a price that is needed is not known: unknown is never zero.
   *
   * @param mode of {@link PriceMode}; one that has no price of its own costs what the others do
   */
  Optional<Cost> price(Target target, String mode, Usage usage);

  /** The same by our price list alone, whatever the provider reported. */
  Optional<Cost> listed(Target target, String mode, Usage usage);

  /**
   * What three tokens in and one out cost by the list, in 1e-12 USD, for comparisons; empty when
   * that is not known.
   */
  OptionalLong listPrice(Target target);

  /** How many tokens the model's context holds; empty when that is not known. */
  OptionalLong contextTokens(Target target);
}
