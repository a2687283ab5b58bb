package dev.switchboard.trace;

/** Where finished calls go: the journal, behind a port. */
public interface CallSink {

  /**
   * Records one call; returns when the record survives the death of this process.
   *
   * @throws dev.switchboard.ir.FailureException with {@link dev.switchboard.ir.Failure.Overloaded}
   *     when there is no room for another record
   */
  void record(CallRecord call);

  /**
   * Says what is to be on record should this process die before {@link #record}.
   *
   * @param call as {@link CallRecord.Status#INTERRUPTED}
   * @throws dev.switchboard.ir.FailureException with {@link dev.switchboard.ir.Failure.Overloaded}
   *     when there is no room for it: then no provider is to be asked
   */
  CallIntent intend(CallRecord call);
}
