package dev.switchboard.ingress;

import dev.switchboard.http.Exchange;
import dev.switchboard.ir.Failure;
import java.util.List;

/** A group of routes that speak one dialect and fail in one envelope. */
public interface Surface {

  /**
   * Whether this surface answers the request; the first one asked that does is taken. Where
   * dialects share a path, headers tell them apart.
   */
  boolean owns(Exchange exchange);

  /**
   * Answers a request.
   *
   * @throws dev.switchboard.ir.FailureException for what the front door turns into this surface's
   *     error answer; only before the answer has begun
   */
  void handle(Incoming incoming);

  /**
   * Every operation, as method and path template: {@code GET /v3/traces/{id}}. A path that differs
   * from another only by a prefix that SDKs add is left out.
   */
  List<String> operations();

  /** The HTTP status of an error answer, by which SDKs choose their exception. */
  default int failureStatus(Failure failure) {
    return failure.status();
  }

  /**
   * The body of an error answer, JSON, never empty.
   *
   * @param requestId our id of the request
   */
  byte[] failureBody(Failure failure, String requestId);

  /** The headers in which this dialect's callers read how they stand with their rate limits. */
  default LimitDialect limitDialect() {
    return LimitDialect.NONE;
  }

  /** The response header in which this dialect's SDKs look for the request id. */
  default String requestIdHeader() {
    return "x-request-id";
  }
}
