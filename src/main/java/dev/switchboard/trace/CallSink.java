package dev.switchboard.trace;

/** Where finished calls go: the journal, behind a port. */
@FunctionalInterface
public interface CallSink {

  /**
   * Records one call; returns when the record survives the death of this process.
   *
   * @throws dev.switchboard.ir.FailureException with {@link dev.switchboard.ir.Failure.Overloaded}
   *     when there is no room for another record
   */
  void record(CallRecord call);
}
