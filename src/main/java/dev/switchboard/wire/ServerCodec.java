package dev.switchboard.wire;

import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;

/**
 * A dialect as callers speak it to us: bytes to the inner language, and answers back.
 *
 * <p>Pure: no I/O, no clock, no logging.
 */
public interface ServerCodec {

  /** The dialect spoken. */
  Dialect dialect();

  /**
   * Decodes a request body.
   *
   * @param body one JSON object
   * @throws dev.switchboard.ir.FailureException with {@link Failure.InvalidRequest} naming the
   *     offending field by JSON pointer, its value and what was expected
   */
  CallerRequest decodeRequest(byte[] body);

  /** Encodes a whole answer. */
  WireBody encodeResponse(ChatResponse response, AnswerHead head);

  /** An encoder for one stream. */
  StreamEncoder streamEncoder(AnswerHead head);

  /**
   * Encodes a failure as the body of an error answer; never empty.
   *
   * @param requestId our id of the request
   */
  byte[] encodeFailure(Failure failure, String requestId);
}
