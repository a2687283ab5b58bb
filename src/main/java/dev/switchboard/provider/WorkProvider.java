package dev.switchboard.provider;

import dev.switchboard.access.Lease;

/**
 * A vendor, or the sandbox, that does work that is no conversation: embeddings, pictures, speech,
 * transcription, moderation.
 */
public interface WorkProvider {

  /** The configured name: what stands before the slash in {@code provider/model}. */
  String name();

  /** How often a failed attempt may be repeated here before another target is asked. */
  default int retries() {
    return 0;
  }

  /**
   * Makes one attempt.
   *
   * <p>Returns when the answer is there or, for a stream, when its first valid event is.
   *
   * @param lease proof that the call was admitted for this provider
   * @throws dev.switchboard.ir.FailureException for every way in which the attempt can fail before
   *     that; {@link dev.switchboard.ir.Failure.Unsupported} for work that it does not do
   */
  WorkReply perform(Lease lease, WorkOrder order);
}
