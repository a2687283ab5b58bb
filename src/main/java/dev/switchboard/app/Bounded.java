package dev.switchboard.app;

import dev.switchboard.http.Exchange;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.LimitDialect;
import dev.switchboard.ingress.Surface;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * A surface that serves so many requests at a time, all surfaces with the same permits together;
 * one more is refused at once and may come again, before memory or time run short for the others.
 *
 * @param most how many permits there are, for the message
 */
record Bounded(Surface surface, Semaphore permits, int most) implements Surface {
  @Override
  public boolean owns(Exchange exchange) {
    return surface.owns(exchange);
  }

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

  @Override
  public List<String> operations() {
    return surface.operations();
  }

  @Override
  public LimitDialect limitDialect() {
    return surface.limitDialect();
  }

  @Override
  public byte[] failureBody(Failure failure, String requestId) {
    return surface.failureBody(failure, requestId);
  }

  @Override
  public String requestIdHeader() {
    return surface.requestIdHeader();
  }
}
