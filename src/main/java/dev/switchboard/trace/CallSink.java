package dev.switchboard.trace;

import dev.switchboard.ir.Failure;

/** Where finished calls go: the journal, behind a port. */
public interface CallSink {
  /** What becomes of a call for which there is no room on record. */
  Failure.Overloaded NO_ROOM =
      new Failure.Overloaded("the call could not be put on record; try again later");

  /**
   * Records one call; returns when the record survives the death of this process.
   *
   * @throws dev.switchboard.ir.FailureException with {@link #NO_ROOM}
   */
  void record(CallRecord call);

  /**
   * Says what is to be on record should this process die before {@link #record}.
   *
   * @param call as {@link CallRecord.Status#INTERRUPTED}
   * @throws dev.switchboard.ir.FailureException with {@link #NO_ROOM}: then no provider is to be
   *     asked
   */
  CallIntent intend(CallRecord call);
}
