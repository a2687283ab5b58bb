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
}
