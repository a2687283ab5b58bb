package dev.switchboard.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.access.Applies;
import dev.switchboard.access.Budget;
import dev.switchboard.access.Budgets;
import dev.switchboard.access.Project;
import dev.switchboard.journal.Journal;
import dev.switchboard.journal.JournalConfig;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.CallRecordCodec;
import dev.switchboard.trace.SampleCalls;
import dev.switchboard.trace.Spend;
import dev.switchboard.trace.Usd;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is changed in the books by another hand is found. */
@ParameterizedClass
@EnumSource
class LedgerProofTest {
  private static final Clock CLOCK = Clock.systemUTC();
  private static final int CALLS = 8;

  private final Backend backend;
  private final SampleCalls samples = new SampleCalls(5);
  private final List<String> ids = new ArrayList<>();
  @TempDir Path folder;
  private Store store;
  private Journal journal;

  LedgerProofTest(Backend backend) {
    this.backend = backend;
  }

  @BeforeEach
  void fill() throws Exception {
    store = Store.open(backend.fresh(folder), CLOCK);
    store.projects().insert(new Project("prj_a", "a", SampleCalls.START));
    journal = openJournal("journal");
    append(journal, CALLS);
    assertThat(verify().findings()).isEmpty();
  }

  @AfterEach
  void close() {
    journal.close();
    store.close();
  }

  private Journal openJournal(String name) {
    return Journal.open(
        JournalConfig.in(folder.resolve(name))
            .withBytes(1 << 16, 1 << 20)
            .withReaders(Set.of(JournalApplier.READER)));
  }

  private void append(Journal to, int count) throws InterruptedException {
    try (JournalApplier applier = JournalApplier.start(store, to, CLOCK)) {
      for (int i = 0; i < count; i++) {
        CallRecord call = samples.typical();
        ids.add(call.identity().requestId());
        to.append(CallRecordCodec.encode(call));
      }
      assertThat(applier.awaitAll(Duration.ofSeconds(30))).isTrue();
    }
  }

  private void append(Journal to, CallRecord call) throws InterruptedException {
    try (JournalApplier applier = JournalApplier.start(store, to, CLOCK)) {
      to.append(CallRecordCodec.encode(call));
      assertThat(applier.awaitAll(Duration.ofSeconds(30))).isTrue();
    }
  }

  private LedgerReport verify() throws InterruptedException {
    return new LedgerVerifier(store, journal, CLOCK).verify();
  }

  /** What is left when the journal that brought the calls was given up. */
  private LedgerReport verifyWithoutJournal() throws InterruptedException {
    try (Journal empty = openJournal("another")) {
      return new LedgerVerifier(store, empty, CLOCK).verify();
    }
  }

  private void run(String sql, String id) {
    int changed =
        store.database().write(session -> session.on(Sql.of(sql)).bind("id", id).update());
    assertThat(changed).as(sql).isPositive();
  }

  @Test
  void whatWasUnderWayIsSummedApart() throws Exception {
    BigDecimal before = verify().callsUsd();
    CallRecord call = SampleCalls.withOutcome(samples.typical(), CallRecord.INTERRUPTED);
    append(journal, call);
    LedgerReport report = verify();
    assertThat(report.findings()).isEmpty();
    assertThat(report.callsUsd()).isEqualByComparingTo(before);
    assertThat(report.interrupted().calls()).isOne();
    assertThat(report.interrupted().atMostUsd())
        .isEqualByComparingTo(Usd.ofPicos(Objects.requireNonNull(call.bill().costPicos())));
    assertThat(
            store
                .spend()
                .sum(
                    new Spend.Query(
                        Spend.By.PROJECT,
                        null,
                        SampleCalls.START,
                        SampleCalls.START.plus(Duration.ofDays(100_000)))))
        .singleElement()
        .satisfies(row -> {
          assertThat(row.interruptedCalls()).isOne();
          assertThat(row.interruptedAtMostUsd())
              .isEqualByComparingTo(report.interrupted().atMostUsd());
          assertThat(row.costUsd()).isEqualByComparingTo(before);
        });
  }

  @Test
  void whatIsOnRecordCountsAndNotThatItWasUnderWay() throws Exception {
    CallRecord call = samples.typical();
    append(journal, call);
    LedgerReport before = verify();
    append(
        journal, SampleCalls.withCost(SampleCalls.withOutcome(call, CallRecord.INTERRUPTED), 1L));
    assertThat(verify()).isEqualTo(before);
  }

  @Test
  void aChangedCostIsFound() throws Exception {
    run("UPDATE calls SET cost_picos = cost_picos - 1 WHERE request_id = :id", ids.get(2));
    assertThat(verify().findings())
        .extracting(LedgerReport.Finding::subject)
        .contains(ids.get(2), "all calls");
    assertThat(verifyWithoutJournal().agrees()).isFalse();
  }

  @Test
  void aCostChangedWhereverItStandsIsFoundWithoutTheJournalThatBroughtIt() throws Exception {
    CallRecord call =
        store.traces().find("prj_a", traceOf(ids.get(3))).orElseThrow().calls().getFirst();
    CallRecord cheaper = SampleCalls.withCost(call, 1L);
    store
        .database()
        .write(session -> {
          CallTable.replace(session, cheaper);
          return null;
        });
    run("DELETE FROM attempts WHERE request_id = :id", ids.get(3));
    run("UPDATE calls SET cost_picos = 1 WHERE request_id = :id", ids.get(3));
    assertThat(verifyWithoutJournal().findings())
        .extracting(LedgerReport.Finding::subject)
        .contains("all calls");
  }

  private String traceOf(String id) {
    return store
        .database()
        .read(session ->
            session
                .on(Sql.of("SELECT trace_id FROM calls WHERE request_id = :id"))
                .bind("id", id)
                .first(row -> row.text("trace_id")))
        .orElseThrow();
  }

  @Test
  void aDeletedCallIsFoundAlsoWhenTheJournalThatBroughtItIsGone() throws Exception {
    for (String table : List.of("attempts", "records", "calls")) {
      run("DELETE FROM " + table + " WHERE request_id = :id", ids.get(0));
    }
    assertThat(verify().findings())
        .extracting(LedgerReport.Finding::subject)
        .contains(ids.get(0), "all calls");
    assertThat(verifyWithoutJournal().findings())
        .extracting(LedgerReport.Finding::text)
        .anyMatch(text -> text.equals("7 are in the tables, 8 were written"))
        .anyMatch(text -> text.startsWith("they cost "));
  }

  @Test
  void aPartOfACallThatWasDeletedIsFound() throws Exception {
    run("DELETE FROM records WHERE request_id = :id", ids.get(1));
    run("DELETE FROM calls WHERE request_id = :id", ids.get(2));
    assertThat(verifyWithoutJournal().findings())
        .contains(
            new LedgerReport.Finding(ids.get(1), "is in the tables without its record"),
            new LedgerReport.Finding(ids.get(2), "has a record but no row among the calls"),
            new LedgerReport.Finding(ids.get(2), "has attempts but no row among the calls"));
  }

  @Test
  void aCallThatStandsThereTwiceIsFound() throws Exception {
    run(
        """
        INSERT INTO calls (request_id, trace_id, project_id, key_id, name, started_at,
          duration_micros, status, input_tokens, output_tokens, cost_picos, model, span_count)
        SELECT 'req_again', trace_id, project_id, key_id, name, started_at, duration_micros, status,
          input_tokens, output_tokens, cost_picos, model, span_count
        FROM calls WHERE request_id = :id
        """,
        ids.get(4));
    run(
        "INSERT INTO records (request_id, record)"
            + " SELECT 'req_again', record FROM records WHERE request_id = :id",
        ids.get(4));
    run(
        """
        INSERT INTO attempts (request_id, ordinal, model, input_tokens, output_tokens, cost_picos)
        SELECT 'req_again', ordinal, model, input_tokens, output_tokens, cost_picos
        FROM attempts WHERE request_id = :id
        """,
        ids.get(4));
    assertThat(verifyWithoutJournal().findings())
        .extracting(LedgerReport.Finding::subject)
        .contains("req_again", "all calls");
  }

  @Test
  void anAttemptThatStandsThereTwiceIsFound() throws Exception {
    run(
        """
        INSERT INTO attempts (request_id, ordinal, model, input_tokens, output_tokens, cost_picos)
        SELECT request_id, 9, model, input_tokens, output_tokens, cost_picos
        FROM attempts WHERE request_id = :id AND ordinal = 0
        """,
        ids.get(5));
    assertThat(verify().findings())
        .extracting(LedgerReport.Finding::subject)
        .containsOnly(ids.get(5));
  }

  @Test
  void aChangedByteOfTheJournalIsFound() throws Exception {
    journal.close();
    flip(3);
    journal = openJournal("journal");
    assertThat(verify().findings())
        .singleElement()
        .extracting(LedgerReport.Finding::text)
        .asString()
        .endsWith("unreadable bytes in the journal: checksum mismatch");
  }

  @Test
  void aChangedByteOfTheLastRecordIsFoundAndTheJournalGoesOn() throws Exception {
    journal.close();
    flip(CALLS - 1);
    journal = openJournal("journal");
    assertThat(verify().findings())
        .extracting(LedgerReport.Finding::text)
        .anyMatch(text -> text.contains("the tables have it up to"));
    append(journal, 20);
    assertThat(verify().calls()).isEqualTo(CALLS + 20);
  }

  /** Changes one byte within a record; what the journal holds is found by the request's id. */
  private void flip(int call) throws IOException {
    byte[] id = ids.get(call).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    try (Stream<Path> files = Files.walk(folder.resolve("journal"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        int at = indexOf(Files.readAllBytes(file), id);
        if (at >= 0) {
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(new byte[] {'#'}), at);
            return;
          }
        }
      }
    }
    throw new AssertionError("no record of " + ids.get(call));
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int i = 0; i + part.length <= bytes.length; i++) {
      if (java.util.Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    return -1;
  }

  private static Budget budget() {
    return new Budget(
        "bdg_1",
        new Applies("prj_a", null, null, null),
        Budget.Period.TOTAL,
        new Budget.Threshold(9_000_000_000_000L, List.of()),
        null,
        SampleCalls.START.minusSeconds(60));
  }

  private void spend() {
    Budget budget = budget();
    Budgets.Stretch stretch =
        new Budgets.Stretch(budget, budget.period().begin(CLOCK.instant()), "one");
    try (JournalApplier applier = JournalApplier.start(store, journal, CLOCK)) {
      Budgets budgets = store.budgets(applier);
      budgets.insert(budget);
      budgets.open(stretch, true);
      budgets.take(stretch, 1_000, 1_000, 0);
      budgets.close(stretch, 700);
    }
  }

  @Test
  void aBudgetsChangedSumIsFound() throws Exception {
    spend();
    assertThat(verify().findings()).isEmpty();
    assertThat(verify().budgets()).isEqualTo(1);
    run("UPDATE budget_shares SET spent_picos = spent_picos - 1 WHERE budget_id = :id", "bdg_1");
    assertThat(verify().findings())
        .singleElement()
        .extracting(LedgerReport.Finding::text)
        .asString()
        .contains("is not what was written");
  }

  @Test
  void aBudgetOfWhichLessIsNotedThanItsCallsCostIsFound() throws Exception {
    spend();
    run("DELETE FROM budget_shares WHERE budget_id = :id", "bdg_1");
    assertThat(verify().findings())
        .singleElement()
        .extracting(LedgerReport.Finding::text)
        .asString()
        .startsWith("taken: 0, the calls on record cost ");
  }

  @Test
  void aBudgetOfWhichLessIsNotedAsSpentIsFoundWhereOneProcessSpends() throws Exception {
    spend();
    run("UPDATE budget_shares SET spent_picos = 0, checksum = NULL WHERE budget_id = :id", "bdg_1");
    List<LedgerReport.Finding> found =
        new LedgerVerifier(store, journal, CLOCK).verify(true).findings();
    if (backend == Backend.POSTGRESQL) {
      assertThat(found).as("others may spend too").isEmpty();
    } else {
      assertThat(found)
          .singleElement()
          .extracting(LedgerReport.Finding::text)
          .asString()
          .startsWith("spent: 0, the calls on record cost ");
    }
  }
}
