package dev.switchboard.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.access.Project;
import dev.switchboard.journal.Journal;
import dev.switchboard.journal.JournalConfig;
import dev.switchboard.journal.JournalReader;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.CallRecordCodec;
import dev.switchboard.trace.SampleCalls;
import dev.switchboard.trace.Spend;
import dev.switchboard.trace.Traces;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class JournalApplierTest {
  private static final Clock CLOCK = Clock.systemUTC();
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Backend backend;
  private final SampleCalls samples = new SampleCalls(1);
  @TempDir Path folder;
  private StoreConfig config;
  private Store store;
  private FailingDatabase database;
  private Journal journal;

  JournalApplierTest(Backend backend) {
    this.backend = backend;
  }

  @BeforeEach
  void open() {
    config = backend.fresh(folder);
    store = Store.open(config, CLOCK);
    store.projects().insert(new Project("prj_a", "a", SampleCalls.START));
    database = new FailingDatabase(store.database());
    journal = Journal.open(journalConfig());
  }

  private JournalConfig journalConfig() {
    return JournalConfig.in(folder.resolve("journal"))
        .withBytes(1 << 16, 1 << 20)
        .withReaders(Set.of(JournalApplier.READER));
  }

  @AfterEach
  void close() {
    journal.close();
    store.close();
  }

  @Test
  void everyRecordBecomesRowsOnce() throws Exception {
    BigDecimal usd = append(100);
    try (JournalApplier applier = start()) {
      assertThat(applier.awaitAll(LONG)).isTrue();
      assertThat(applier.status()).isEqualTo(new JournalApplier.Status(0, 100, 0, 0, ""));
    }
    assertBooks(100, usd);
  }

  @Test
  void aTraceIsThereRightAfterItsCallWasRecorded() {
    try (JournalApplier applier = start()) {
      Traces fresh = new FreshTraces(store.traces(), applier);
      for (int i = 0; i < 20; i++) {
        CallRecord call = samples.typical();
        journal.append(CallRecordCodec.encode(call));
        assertThat(fresh.find("prj_a", call.identity().traceId()).orElseThrow().calls())
            .containsExactly(call);
      }
    }
  }

  @Test
  void waitingForOneRecordEndsWhenItIsApplied() throws Exception {
    try (JournalApplier applier = start()) {
      long position = journal.append(CallRecordCodec.encode(samples.typical()));
      assertThat(applier.awaitApplied(position, LONG)).isTrue();
      assertThat(applier.awaitApplied(position + 1_000_000, Duration.ofMillis(20))).isFalse();
    }
  }

  @Test
  void theFirstRecordOfAnIdleJournalNeedsOneTransaction() throws Exception {
    try (JournalApplier applier = start()) {
      // It has read past the journal's head by then, which holds no record.
      assertThat(applier.awaitAll(LONG)).isTrue();
      int before = database.writes();
      append(1);
      assertThat(applier.awaitAll(LONG)).isTrue();
      assertThat(database.writes() - before).isEqualTo(1);
    }
  }

  @Test
  void goesOnAfterARestartWhereItStopped() throws Exception {
    BigDecimal usd = append(30);
    try (JournalApplier applier = start()) {
      applier.awaitAll(LONG);
    }
    usd = usd.add(append(30));
    journal.close();
    journal = Journal.open(journalConfig());
    try (JournalApplier applier = start()) {
      assertThat(applier.awaitAll(LONG)).isTrue();
      assertThat(applier.status().applied()).isEqualTo(30);
    }
    assertBooks(60, usd);
  }

  @Test
  void aTransactionThatBreaksBeforeItsCommitLeavesNothingAndIsDoneAgain() throws Exception {
    BigDecimal usd = append(50);
    // The first transaction notes where the journal begins.
    database.next(
        FailingDatabase.Fault.BEFORE_COMMIT,
        FailingDatabase.Fault.BEFORE_COMMIT,
        FailingDatabase.Fault.BEFORE_COMMIT);
    try (JournalApplier applier = start()) {
      assertThat(applier.awaitAll(LONG)).isTrue();
      assertThat(applier.status().applied()).isEqualTo(50);
    }
    assertBooks(50, usd);
  }

  @Test
  void aCommitWhoseAnswerWasLostIsNotDoneTwice() throws Exception {
    BigDecimal usd = append(50);
    database.next(FailingDatabase.Fault.AFTER_COMMIT, FailingDatabase.Fault.AFTER_COMMIT);
    try (JournalApplier applier = start()) {
      assertThat(applier.awaitAll(LONG)).isTrue();
    }
    assertBooks(50, usd);
  }

  @Test
  void aRecordThatCannotBeReadIsPutAsideAndTheOthersGoOn() throws Exception {
    BigDecimal usd = append(3);
    journal.append("no record at all".getBytes(StandardCharsets.UTF_8));
    usd = usd.add(append(3));
    try (JournalApplier applier = start()) {
      assertThat(applier.awaitAll(LONG)).isTrue();
      assertThat(applier.status()).isEqualTo(new JournalApplier.Status(0, 6, 0, 1, ""));
    }
    assertBooks(6, usd);
    assertThat(rejectReasons()).containsExactly("no end of the first line in 16 bytes");
  }

  @Test
  void aRecordThatTheDatabaseRefusesIsPutAsideAndTheOthersGoOn() throws Exception {
    BigDecimal usd = append(3);
    try (JournalApplier applier = start()) {
      applier.awaitAll(LONG);
      // Refused as a batch, then alone; then it may be put aside.
      database.next(FailingDatabase.Fault.REFUSED, FailingDatabase.Fault.REFUSED);
      journal.append(CallRecordCodec.encode(samples.typical()));
      assertThat(applier.awaitAll(LONG)).isTrue();
      usd = usd.add(append(3));
      assertThat(applier.awaitAll(LONG)).isTrue();
    }
    assertBooks(6, usd);
    assertThat(rejectReasons())
        .singleElement()
        .asString()
        .startsWith("the database refused it: java.sql.SQLException: refused");
  }

  @Test
  void aCallThatIsThereAlreadyIsCountedAsADuplicateOnly() throws Exception {
    byte[] record = CallRecordCodec.encode(samples.typical());
    for (int i = 0; i < 3; i++) {
      journal.append(record);
    }
    try (JournalApplier applier = start()) {
      applier.awaitAll(LONG);
      journal.append(record);
      assertThat(applier.awaitAll(LONG)).isTrue();
      assertThat(applier.status()).isEqualTo(new JournalApplier.Status(0, 1, 3, 0, ""));
    }
  }

  @Test
  void anotherCallUnderATakenRequestIdIsPutAside() throws Exception {
    CallRecord call = samples.typical();
    CallRecord.Identity other = samples.typical().identity();
    CallRecord thief =
        SampleCalls.withIdentity(
            call,
            new CallRecord.Identity(
                other.traceId(), other.spanId(), null, call.identity().requestId()));
    journal.append(CallRecordCodec.encode(call));
    journal.append(CallRecordCodec.encode(thief));
    try (JournalApplier applier = start()) {
      assertThat(applier.awaitAll(LONG)).isTrue();
    }
    assertThat(rejectReasons()).containsExactly("its request id is another call's");
  }

  @Test
  void segmentsAreGivenUpOnlyAfterTheyAreCommitted() throws Exception {
    BigDecimal usd = append(200);
    long first = journal.firstPosition();
    assertThat(journal.status().segments()).isGreaterThan(3);
    try (JournalApplier applier = start()) {
      assertThat(applier.awaitAll(LONG)).isTrue();
      long deadline = System.nanoTime() + LONG.toNanos();
      while (journal.firstPosition() == first && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
    }
    assertThat(journal.firstPosition()).isGreaterThan(first);
    assertBooks(200, usd);
  }

  @Test
  void twoJournalsGoIntoOneDatabase() throws Exception {
    BigDecimal usd = append(10);
    try (Journal second =
            Journal.open(JournalConfig.in(folder.resolve("second")).withBytes(1 << 16, 1 << 20));
        JournalApplier here = start();
        JournalApplier there = JournalApplier.start(store, second, CLOCK)) {
      CallRecord call = samples.typical();
      second.append(CallRecordCodec.encode(call));
      assertThat(here.awaitAll(LONG)).isTrue();
      assertThat(there.awaitAll(LONG)).isTrue();
      usd = usd.add(usd(call));
    }
    assertBooks(11, usd);
  }

  @Test
  void theLedgerAgreesWithTheJournalToTheLastPico() throws Exception {
    BigDecimal usd = append(40);
    journal.append("no record at all".getBytes(StandardCharsets.UTF_8));
    LedgerReport report;
    try (JournalReader _ = journal.reader("keeps everything", journal.firstPosition())) {
      try (JournalApplier applier = start()) {
        applier.awaitAll(LONG);
      }
      append(2);
      report = new LedgerVerifier(store, journal, CLOCK).verify();
    }
    assertThat(report.findings()).isEmpty();
    assertThat(report.agrees()).isTrue();
    assertThat(report.journalCalls()).isEqualTo(40);
    assertThat(report.putAside()).isEqualTo(1);
    assertThat(report.notApplied()).isEqualTo(2);
    assertThat(report.journalUsd()).isEqualByComparingTo(usd);
    assertThat(report.journalRowsUsd()).isEqualByComparingTo(usd);
    assertThat(report.callsUsd()).isEqualByComparingTo(usd);
    assertThat(report.attemptsUsd()).isEqualByComparingTo(usd);
  }

  @Test
  void theLedgerFindsOnePicoTooMuchALostCallAndALostAttempt() throws Exception {
    append(10);
    try (JournalApplier applier = start()) {
      applier.awaitAll(LONG);
    }
    List<String> ids =
        store
            .database()
            .read(session ->
                session
                    .on(Sql.of("SELECT request_id FROM calls ORDER BY request_id LIMIT 3"))
                    .list(row -> row.text("request_id")));
    tamper("UPDATE calls SET cost_picos = cost_picos + 1 WHERE request_id = :id", ids.get(0));
    tamper("DELETE FROM calls WHERE request_id = :id", ids.get(1));
    tamper("DELETE FROM attempts WHERE ordinal = 1 AND request_id = :id", ids.get(2));
    LedgerReport report = new LedgerVerifier(store, journal, CLOCK).verify();
    assertThat(report.agrees()).isFalse();
    assertThat(report.findings())
        .extracting(LedgerReport.Finding::subject)
        .containsOnly(ids.get(0), ids.get(1), ids.get(2), "all calls");
    assertThat(report.findings())
        .extracting(LedgerReport.Finding::text)
        .anyMatch(text -> text.startsWith("cost: "))
        .anyMatch(text -> text.equals("is in the journal but not in the tables"))
        .anyMatch(text -> text.startsWith("attempts' bills: "))
        .anyMatch(text -> text.startsWith("usage: "));
  }

  @Test
  void aDeletedTraceStillBalances() throws Exception {
    append(5);
    try (JournalApplier applier = start()) {
      applier.awaitAll(LONG);
    }
    String trace =
        store.traces().list(Traces.Query.newest("prj_a", 1)).traces().getFirst().traceId();
    store.traces().delete("prj_a", trace);
    assertThat(new LedgerVerifier(store, journal, CLOCK).verify().findings()).isEmpty();
  }

  private void tamper(String sql, String requestId) {
    int changed =
        store.database().write(session -> session.on(Sql.of(sql)).bind("id", requestId).update());
    assertThat(changed).isEqualTo(1);
  }

  private JournalApplier start() {
    return new JournalApplier(database, journal, CLOCK).started();
  }

  private BigDecimal append(int count) {
    BigDecimal usd = BigDecimal.ZERO;
    for (int i = 0; i < count; i++) {
      CallRecord call = samples.typical();
      journal.append(CallRecordCodec.encode(call));
      usd = usd.add(usd(call));
    }
    return usd;
  }

  private static BigDecimal usd(CallRecord call) {
    return BigDecimal.valueOf(Objects.requireNonNull(call.bill().costPicos()), 12);
  }

  private void assertBooks(long calls, BigDecimal usd) {
    Spend.Row row =
        store
            .spend()
            .sum(
                new Spend.Query(
                    Spend.By.PROJECT,
                    "prj_a",
                    Instant.EPOCH,
                    Instant.parse("2100-01-01T00:00:00Z")))
            .getFirst();
    assertThat(row.calls()).isEqualTo(calls);
    assertThat(row.costUsd()).isEqualByComparingTo(usd);
  }

  private List<String> rejectReasons() {
    return store
        .database()
        .read(session ->
            session
                .on(Sql.of("SELECT reason FROM journal_rejects ORDER BY position LIMIT 10"))
                .list(row -> row.text("reason")));
  }
}
