package dev.switchboard.trace;

/** What is on record of a call whose process dies; used by one thread at a time. */
public interface CallIntent {

  /**
   * Says it anew, since the call has begun something else.
   *
   * @throws dev.switchboard.ir.FailureException as {@link CallSink#intend}
   */
  void replace(CallRecord call);

  /** The call is on record, or nothing of it is under way any more. */
  void withdraw();

  /**
   * The call has ended and there is no room for its record: it goes on record, without what was
   * said, before another call may ask a provider, or at the next start.
   *
   * @param call as it ended
   */
  void keep(CallRecord call);
}
