package dev.switchboard.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.journal.Journal;
import dev.switchboard.journal.JournalConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreshJournalTest {
  @TempDir Path folder;

  @Test
  void nothingIsWaitedForWhileNothingWasRecorded() throws Exception {
    JournalConfig config =
        JournalConfig.in(folder.resolve("journal")).withReaders(Set.of(JournalApplier.READER));
    try (Store store = Store.open(StoreConfig.sqlite(folder), Clock.systemUTC());
        Journal journal = Journal.open(config);
        JournalApplier applier = JournalApplier.start(store, journal, Clock.systemUTC())) {
      assertThat(applier.awaitAll(Duration.ofSeconds(10))).isTrue();
      assertThat(applier.status().problem()).isEmpty();
    }
  }
}
