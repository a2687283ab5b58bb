package dev.switchboard.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.journal.Journal;
import dev.switchboard.journal.JournalConfig;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.CallRecordCodec;
import dev.switchboard.trace.SampleCalls;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeRecordsTest {
  /** Two do not fit in a batch. */
  private static final int CONTENT = 5 << 20;

  private static final int RECORDS = 24;

  @TempDir Path folder;

  @Test
  void areAppliedWithoutAPauseBetweenBatches() throws Exception {
    SampleCalls samples = new SampleCalls(5);
    CallRecord.Content content = CallRecord.Content.of("x".repeat(CONTENT), null);
    JournalConfig config =
        JournalConfig.in(folder.resolve("journal")).withReaders(Set.of(JournalApplier.READER));
    try (Store store = Store.open(StoreConfig.sqlite(folder), Clock.systemUTC());
        Journal journal = Journal.open(config)) {
      for (int i = 0; i < RECORDS; i++) {
        journal.append(CallRecordCodec.encode(SampleCalls.withContent(samples.typical(), content)));
      }
      long began = System.nanoTime();
      try (JournalApplier applier = JournalApplier.start(store, journal, Clock.systemUTC())) {
        // Not awaited, which would end every pause.
        while (applier.status().applied() < RECORDS) {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
          // A pause of a quarter of a second for each would be 6 s.
          assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(5));
        }
      }
    }
  }
}
