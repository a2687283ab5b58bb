package dev.switchboard.wire;

import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.WorkRequest;
import dev.switchboard.ir.WorkResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A vendor's routes for work that is no conversation, as we speak them: the inner language to
 * bytes, and answers back.
 *
 * <p>Pure: no I/O, no clock, no logging. One instance serves all calls to one provider.
 */
public interface WorkClient {

  /**
   * Encodes a request.
   *
   * @param stream whether a stream is wanted where the vendor has one
   * @return one call, or several whose answers together are the answer, where the vendor takes less
   *     at once; several are never streamed
   * @throws dev.switchboard.ir.FailureException with {@link Failure.Unsupported} for work that the
   *     vendor does not do and for what it has no slot for and changes the answer
   */
  List<WorkCall> encode(WorkRequest request, String upstreamModel, boolean stream);

  /** Whether the vendor fetches pictures at web addresses by itself. */
  boolean takesUrls();

  /**
   * Decodes the whole answer to one call.
   *
   * @param request what all calls together ask
   * @param part which of the calls it answers, from 0
   * @throws dev.switchboard.ir.FailureException with {@link Failure.ProviderFailed} if it is not a
   *     complete answer
   */
  WorkResponse decode(WorkRequest request, int part, Blob answer);

  /** A decoder for one answer that comes as {@link WorkCall.Framing#EVENTS}. */
  WorkStreamDecoder streamDecoder(WorkRequest request);

  /** What an error answer means; see {@link ClientCodec#decodeFailure}. */
  Failure decodeFailure(
      WorkRequest request, int status, byte[] body, @Nullable Long retryAfterMillis);
}
