package dev.switchboard.http;

/** Answers requests, in blocking code. */
@FunctionalInterface
public interface Handler {
  /**
   * Answers one request. Runs on a virtual thread of its own and may block.
   *
   * <p>A handler that returns without an answer, or throws, is answered for with a plain 500; if
   * its stream has begun, the connection is cut so that the caller sees an incomplete body.
   *
   * @throws Exception whatever went wrong; it is logged
   */
  void handle(Exchange exchange) throws Exception;
}
