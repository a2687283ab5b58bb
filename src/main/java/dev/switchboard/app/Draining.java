package dev.switchboard.app;

import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.Surface;
import dev.switchboard.ingress.WrappedSurface;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.util.function.BooleanSupplier;

/**
 * A surface that takes no new request while the gateway stops; those under way go on.
 *
 * <p>The port stays open meanwhile, so that a load balancer sees the readiness turn red instead of
 * a port that is gone.
 */
record Draining(Surface surface, BooleanSupplier stopping) implements WrappedSurface {
  @Override
  public void handle(Incoming incoming) {
    if (stopping.getAsBoolean()) {
      throw new FailureException(
          new Failure.Overloaded("the gateway is stopping; another one or a later try will do"));
    }
    surface.handle(incoming);
  }
}
