package dev.switchboard.routing;

import java.util.List;

/**
 * Knows which targets a model's name stands for: the catalogue and the providers, behind a port.
 */
@FunctionalInterface
public interface Directory {

  /**
   * The targets that a name stands for, the preferred first; never empty.
   *
   * @throws dev.switchboard.ir.FailureException with {@link
   *     dev.switchboard.ir.Failure.ModelNotFound} or {@link dev.switchboard.ir.Failure.NoTarget}
   */
  List<Target> lookup(String model);

  /**
   * The target for a call that asks for a region: itself where it serves there, else with a remark
   * that says that it does not promise to.
   *
   * @param region such as {@code eu}
   * @throws dev.switchboard.ir.FailureException with {@link dev.switchboard.ir.Failure.NoTarget}
   *     where a region that is asked for must be kept
   */
  default Target in(String region, Target target) {
    return new Target(
        target.provider(),
        target.upstreamModel(),
        target.requestedModel(),
        target.id() + " serves without a promise of the region " + region);
  }
}
