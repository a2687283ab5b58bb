package dev.switchboard.app;

import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.Surface;
import dev.switchboard.ingress.WrappedSurface;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.util.concurrent.Semaphore;

/**
 * A surface that serves so many requests at a time, all surfaces with the same permits together;
 * one more is refused at once and may come again, before memory or time run short for the others.
 *
 * @param most how many permits there are, for the message
 */
record Bounded(Surface surface, Semaphore permits, int most) implements WrappedSurface {
  @Override
  public void handle(Incoming incoming) {
    if (!permits.tryAcquire()) {
      throw new FailureException(
          new Failure.Overloaded(
              "the gateway serves as many calls at a time as it may ("
                  + most
                  + "); try again later"));
    }
    try {
      surface.handle(incoming);
    } finally {
      permits.release();
    }
  }
}
