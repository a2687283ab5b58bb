package dev.switchboard.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.access.Project;
import dev.switchboard.ir.FailureException;
import dev.switchboard.journal.Journal;
import dev.switchboard.journal.JournalConfig;
import dev.switchboard.trace.CallRecordCodec;
import dev.switchboard.trace.SampleCalls;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseAwayTest {
  private static final Clock CLOCK = Clock.systemUTC();
  private static final Duration LONG = Duration.ofSeconds(30);

  private final SampleCalls samples = new SampleCalls(1);
  @TempDir Path folder;

  @Test
  void recordsWaitInTheJournalWhilePostgresIsDownAndAreAllAppliedAfterwards() throws Exception {
    PostgresServer server = PostgresServer.shared();
    try (Store store = Store.open(Backend.POSTGRESQL.fresh(folder), CLOCK);
        Journal journal = Journal.open(JournalConfig.in(folder.resolve("journal")));
        JournalApplier applier = JournalApplier.start(store, journal, CLOCK)) {
      record(journal, 10);
      assertThat(applier.awaitAll(LONG)).isTrue();
      server.stop();
      try {
        record(journal, 10);
        assertThat(applier.awaitAll(Duration.ofMillis(300))).isFalse();
        assertThat(applier.status().lagBytes()).isPositive();
        assertThat(applier.status().problem()).contains("does not answer");
        assertThatThrownBy(store::ping)
            .isInstanceOf(FailureException.class)
            .hasMessageStartingWith("overloaded");
      } finally {
        server.start();
      }
      assertThat(applier.awaitAll(LONG)).isTrue();
      assertThat(applier.status()).isEqualTo(new JournalApplier.Status(0, 20, 0, 0, ""));
      store.ping();
    }
  }

  @Test
  @Tag("slow")
  void recordsWaitInTheJournalWhileAnotherProcessKeepsSqliteLocked() throws Exception {
    try (Store store = Store.open(StoreConfig.sqlite(folder), CLOCK);
        Journal journal = Journal.open(JournalConfig.in(folder.resolve("journal")));
        JournalApplier applier = JournalApplier.start(store, journal, CLOCK)) {
      record(journal, 10);
      assertThat(applier.awaitAll(LONG)).isTrue();
      try (Connection other =
              DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(Store.SQLITE_FILE));
          Statement statement = other.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        record(journal, 10);
        assertThatThrownBy(
                () -> store.projects().insert(new Project("prj_a", "a", SampleCalls.START)))
            .hasMessageStartingWith("overloaded");
        assertThat(applier.status().lagBytes()).isPositive();
        statement.execute("ROLLBACK");
      }
      assertThat(applier.awaitAll(LONG)).isTrue();
      assertThat(applier.status()).isEqualTo(new JournalApplier.Status(0, 20, 0, 0, ""));
    }
  }

  private void record(Journal journal, int count) {
    for (int i = 0; i < count; i++) {
      journal.append(CallRecordCodec.encode(samples.typical()));
    }
  }
}
