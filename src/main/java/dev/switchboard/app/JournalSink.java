package dev.switchboard.app;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.journal.Intent;
import dev.switchboard.journal.Journal;
import dev.switchboard.journal.JournalException;
import dev.switchboard.journal.JournalRecordTooLargeException;
import dev.switchboard.trace.CallIntent;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.CallRecordCodec;
import dev.switchboard.trace.CallSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts finished calls into the journal. */
final class JournalSink implements CallSink {
  private static final Logger LOG = LoggerFactory.getLogger(JournalSink.class);

  private final Journal journal;

  JournalSink(Journal journal) {
    this.journal = journal;
  }

  @Override
  public void record(CallRecord call) {
    try {
      journal.append(CallRecordCodec.encode(call));
    } catch (JournalRecordTooLargeException _) {
      // What was said does not fit; who, what, usage and cost always do.
      append(withoutContent(call));
    } catch (JournalException e) {
      throw refused(e);
    }
  }

  @Override
  public CallIntent intend(CallRecord call) {
    try {
      Intent intent = journal.intend(CallRecordCodec.encode(call));
      return new Standing(intent);
    } catch (JournalException e) {
      throw refused(e);
    }
  }

  private record Standing(Intent intent) implements CallIntent {
    @Override
    public void replace(CallRecord call) {
      try {
        intent.replace(CallRecordCodec.encode(call));
      } catch (JournalException e) {
        throw refused(e);
      }
    }

    @Override
    public void withdraw() {
      intent.withdraw();
    }
  }

  private void append(CallRecord call) {
    try {
      journal.append(CallRecordCodec.encode(call));
    } catch (JournalException e) {
      throw refused(e);
    }
  }

  private static FailureException refused(JournalException e) {
    LOG.error("the journal takes no record: {}", e.getMessage());
    return new FailureException(
        new Failure.Overloaded("the call could not be put on record; try again later"));
  }

  private static CallRecord withoutContent(CallRecord call) {
    return new CallRecord(
        call.identity(),
        call.caller(),
        call.task(),
        call.startedAt(),
        call.durationMicros(),
        call.outcome(),
        call.bill(),
        call.spans(),
        call.notes(),
        CallRecord.Content.NONE);
  }
}
