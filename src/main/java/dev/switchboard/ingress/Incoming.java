package dev.switchboard.ingress;

import dev.switchboard.http.BodiesFull;
import dev.switchboard.http.BodyTooLarge;
import dev.switchboard.http.Exchange;
import dev.switchboard.http.Headers;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.pipeline.CallContext;
import java.time.Clock;
import java.util.Objects;

/**
 * One request on its way through a surface.
 *
 * @param requestId sent back in every answer and kept in the record
 */
public record Incoming(Exchange exchange, String requestId, CallContext.Arrival arrival) {
  private static final Headers JSON = Headers.of("content-type", "application/json");

  public Incoming {
    Objects.requireNonNull(exchange);
    Objects.requireNonNull(requestId);
    Objects.requireNonNull(arrival);
  }

  /** A request that arrives now. */
  public static Incoming now(Exchange exchange, String requestId, Clock clock) {
    return new Incoming(
        exchange, requestId, new CallContext.Arrival(clock.instant(), System.nanoTime()));
  }

  /**
   * The whole body.
   *
   * @throws FailureException with {@link Failure.TooLarge} when it is over the limit, with {@link
   *     Failure.Overloaded} when the bodies of all callers together are
   */
  public byte[] body() {
    try {
      return exchange.body();
    } catch (BodyTooLarge e) {
      throw new FailureException(
          new Failure.TooLarge(
              e.limitBytes(), "the body is over the limit of " + e.limitBytes() + " bytes"));
    } catch (BodiesFull e) {
      throw new FailureException(
          new Failure.Overloaded(
              "the gateway holds as many bytes of request bodies as it may ("
                  + e.limitBytes()
                  + "); try again later"));
    }
  }

  /** Answers with JSON and no further headers than the request id. */
  public void json(int status, byte[] body) {
    exchange.respond(status, JSON.plus("x-request-id", requestId), body);
  }
}
