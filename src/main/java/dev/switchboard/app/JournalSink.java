package dev.switchboard.app;

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
  private final UnrecordedCalls unrecorded;

  JournalSink(Journal journal) {
    this.journal = journal;
    this.unrecorded = new UnrecordedCalls(journal);
  }

  @Override
  public void record(CallRecord call) {
    try {
      journal.append(CallRecordCodec.pieces(call));
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
      unrecorded.settle();
      return new Standing(journal.intend(CallRecordCodec.encode(call)));
    } catch (JournalException e) {
      throw refused(e);
    }
  }

  private final class Standing implements CallIntent {
    private final Intent intent;

    Standing(Intent intent) {
      this.intent = intent;
    }

    @Override
    public void replace(CallRecord call) {
      try {
        unrecorded.settle();
        intent.replace(CallRecordCodec.encode(call));
      } catch (JournalException e) {
        throw refused(e);
      }
    }

    @Override
    public void withdraw() {
      intent.withdraw();
    }

    @Override
    public void keep(CallRecord call) {
      byte[] bytes = CallRecordCodec.encode(withoutContent(call));
      try {
        intent.replace(bytes);
      } catch (JournalException e) {
        LOG.warn("a call stands as interrupted until there is room: {}", e.getMessage());
      }
      unrecorded.add(intent, bytes);
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
    return new FailureException(NO_ROOM);
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
