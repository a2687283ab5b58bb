package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.ir.FailureException;
import dev.switchboard.journal.Journal;
import dev.switchboard.journal.JournalConfig;
import dev.switchboard.journal.JournalException;
import dev.switchboard.journal.JournalReader;
import dev.switchboard.journal.JournalRecord;
import dev.switchboard.journal.Sync;
import dev.switchboard.trace.CallIntent;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.CallRecordCodec;
import dev.switchboard.trace.CallSink;
import dev.switchboard.trace.SampleCalls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that have asked a provider when the journal has no room for their records. */
class JournalSinkTest {
  private static final long SEGMENT = 16_384;
  private static final String READER = "tables";

  @TempDir Path folder;
  private final SampleCalls calls = new SampleCalls(1);
  private final CallRecord served = calls.typical();
  private final CallRecord failed =
      SampleCalls.withOutcome(
          served,
          new CallRecord.Outcome(
              CallRecord.Status.FAILED, 503, "overloaded", CallSink.NO_ROOM.message(), null));

  private Journal open(int segments) {
    return Journal.open(
        JournalConfig.in(folder)
            .withBytes(SEGMENT, segments * SEGMENT)
            .withSync(new Sync.None())
            .withReaders(Set.of(READER)));
  }

  /** Until not even the smallest record is taken. */
  private static void fill(Journal journal) {
    for (int size = 1_000; size > 0; size /= 10) {
      byte[] record = new byte[size];
      assertThatThrownBy(
              () -> {
                while (true) {
                  journal.append(record);
                }
              })
          .isInstanceOf(JournalException.class);
    }
  }

  /** A call that was served when there was no room left. */
  private void serveUnrecorded(Journal journal, CallSink sink) {
    CallIntent intent = sink.intend(SampleCalls.withOutcome(served, CallRecord.INTERRUPTED));
    fill(journal);
    assertThatThrownBy(() -> sink.record(served)).isInstanceOf(FailureException.class);
    intent.keep(failed);
  }

  private static List<JournalRecord> all(JournalReader reader) throws InterruptedException {
    List<JournalRecord> all = new ArrayList<>();
    List<JournalRecord> some = reader.poll(100, SEGMENT, Duration.ZERO);
    while (!some.isEmpty()) {
      all.addAll(some);
      some = reader.poll(100, SEGMENT, Duration.ZERO);
    }
    return all;
  }

  /** Those that are not there to fill it. */
  private static List<CallRecord> callsIn(Journal journal) throws Exception {
    List<CallRecord> found = new ArrayList<>();
    try (JournalReader reader = journal.reader("test", journal.firstPosition())) {
      for (JournalRecord record : all(reader)) {
        if (record.bytes()[0] != 0) {
          found.add(CallRecordCodec.decode(record.bytes()));
        }
      }
    }
    return found;
  }

  @Test
  void letsNoOtherCallAskAProviderMeanwhile() {
    try (Journal journal = open(2)) {
      CallSink sink = new JournalSink(journal);
      CallIntent earlier = sink.intend(served);
      serveUnrecorded(journal, sink);

      assertThatThrownBy(() -> sink.intend(calls.typical()))
          .isInstanceOfSatisfying(
              FailureException.class,
              refused -> assertThat(refused.failure()).isEqualTo(CallSink.NO_ROOM));
      assertThatThrownBy(() -> earlier.replace(served)).isInstanceOf(FailureException.class);
    }
  }

  @Test
  void goOnRecordAsTheyEndedWithoutContentOnceThereIsRoom() throws Exception {
    try (Journal journal = open(2)) {
      CallSink sink = new JournalSink(journal);
      serveUnrecorded(journal, sink);
      try (JournalReader tables = journal.reader(READER, journal.firstPosition())) {
        assertThat(all(tables)).isNotEmpty();
        tables.releaseUpTo(tables.position());
      }

      awaitIntent(sink).withdraw();
      sink.intend(calls.typical()).withdraw();

      assertThat(callsIn(journal))
          .singleElement()
          .satisfies(call -> {
            assertThat(call.identity()).isEqualTo(failed.identity());
            assertThat(call.outcome()).isEqualTo(failed.outcome());
            assertThat(call.bill()).isEqualTo(served.bill());
            assertThat(call.content()).isEqualTo(CallRecord.Content.NONE);
          });
    }
    try (Journal journal = open(2)) {
      assertThat(callsIn(journal)).hasSize(1);
    }
  }

  @Test
  void goOnRecordAtTheNextStartWhenThereWasNeverRoom() throws Exception {
    try (Journal journal = open(2)) {
      serveUnrecorded(journal, new JournalSink(journal));
    }
    try (Journal journal = open(4)) {
      assertThat(callsIn(journal))
          .singleElement()
          .extracting(CallRecord::outcome)
          .isEqualTo(failed.outcome());
    }
  }

  private CallIntent awaitIntent(CallSink sink) {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (true) {
      try {
        return sink.intend(calls.typical());
      } catch (FailureException e) {
        assertThat(System.nanoTime()).as(e.getMessage()).isLessThan(deadline);
        LockSupport.parkNanos(1_000_000);
      }
    }
  }
}
