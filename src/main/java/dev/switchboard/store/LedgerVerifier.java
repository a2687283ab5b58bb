package dev.switchboard.store;

import dev.switchboard.ir.Usage;
import dev.switchboard.journal.Damage;
import dev.switchboard.journal.Journal;
import dev.switchboard.journal.JournalReader;
import dev.switchboard.journal.JournalRecord;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.Cost;
import dev.switchboard.trace.Span;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Proves the books: what is still in the journal against the tables, record by record, and every
 * call in the tables against its attempts, all to the last 1e-12 USD.
 *
 * <p>Changes nothing and may run beside everything else; calls that come in meanwhile count as not
 * applied.
 */
public final class LedgerVerifier {
  private static final String READER = "ledger-verify";
  private static final int CHUNK = 250;
  private static final long CHUNK_BYTES = 8L << 20;
  private static final int MAX_REJECTS = 100_000;

  private static final String AFTER =
      "WHERE c.request_id > :after ORDER BY c.request_id LIMIT :limit";

  private final Database database;
  private final Journal journal;
  private final JournalTables tables;
  private final TotalsProof totals;
  private final BudgetProof budgets;

  public LedgerVerifier(Store store, Journal journal, Clock clock) {
    this.database = store.database();
    this.journal = journal;
    this.tables = new JournalTables(database, journal.id(), clock);
    this.totals = new TotalsProof(database);
    this.budgets = new BudgetProof(database, clock);
  }

  /** Reads everything and compares, beside processes that may have spent what they did not tell. */
  public LedgerReport verify() throws InterruptedException {
    return verify(false);
  }

  /**
   * Reads everything and compares.
   *
   * @param told whether this process, just now, wrote to the tables what it has spent of budgets
   */
  public LedgerReport verify(boolean told) throws InterruptedException {
    LedgerSums sums = new LedgerSums();
    long end = journal.endPosition();
    OptionalLong applied = tables.position();
    if (applied.isPresent() && applied.getAsLong() > journal.endPosition()) {
      sums.find(
          "position " + journal.endPosition(),
          "the journal ends here, the tables have it up to " + applied.getAsLong());
    }
    try (JournalReader reader = journal.reader(READER, journal.firstPosition())) {
      Set<Long> rejects = new HashSet<>(tables.rejected(MAX_REJECTS));
      while (reader.position() < end) {
        List<JournalRecord> records = reader.poll(CHUNK, CHUNK_BYTES, Duration.ZERO);
        if (records.isEmpty()) {
          break;
        }
        compare(records, applied.orElse(Long.MIN_VALUE), rejects, sums);
      }
      for (Damage damage : reader.damages()) {
        sums.find(
            "position " + damage.position(),
            damage.bytes() + " unreadable bytes in the journal: " + damage.reason());
      }
    }
    checkTables(sums);
    totals.check(sums);
    budgets.check(told, sums);
    return sums.report();
  }

  private void compare(
      List<JournalRecord> records, long applied, Set<Long> rejects, LedgerSums sums) {
    List<CallRecord> calls = new ArrayList<>();
    for (JournalRecord record : records) {
      if (record.position() >= applied) {
        sums.notApplied++;
      } else if (rejects.contains(record.position())) {
        sums.putAside++;
      } else {
        CallRecord call = JournalEntry.whole(record);
        if (call == null) {
          sums.find(
              "position " + record.position(), "cannot be read, and is not in journal_rejects");
        } else {
          calls.add(call);
        }
      }
    }
    Map<String, BookedRow> rows = rows(calls);
    for (CallRecord call : calls) {
      compare(call, rows.get(call.identity().requestId()), sums);
    }
  }

  private Map<String, BookedRow> rows(List<CallRecord> calls) {
    Map<String, BookedRow> rows = new HashMap<>();
    if (calls.isEmpty()) {
      return rows;
    }
    // Always as many parameters, so that the statement is prepared once.
    String condition = "WHERE c.request_id IN (" + Sql.list("id", CHUNK) + ")";
    List<BookedRow> found =
        database.read(session ->
            BookedRow.read(
                session,
                condition,
                statement -> {
                  for (int i = 0; i < CHUNK; i++) {
                    CallRecord call = calls.get(Math.min(i, calls.size() - 1));
                    statement.bind("id" + i, call.identity().requestId());
                  }
                }));
    found.forEach(row -> rows.put(row.figures().requestId(), row));
    return rows;
  }

  private static void compare(CallRecord call, @Nullable BookedRow row, LedgerSums sums) {
    String id = call.identity().requestId();
    if (call.isInterrupted() && row != null && !row.record().isInterrupted()) {
      // The process died between the call's record and taking its intent back; the record counts.
      return;
    }
    sums.addJournal(call, row);
    if (row == null) {
      sums.find(id, "is in the journal but not in the tables");
      return;
    }
    BookedRow.Figures figures = row.figures();
    difference(sums, id, "trace", call.identity().traceId(), figures.traceId());
    difference(sums, id, "project", call.caller().projectId(), figures.projectId());
    difference(sums, id, "key", call.caller().keyId(), figures.keyId());
    difference(sums, id, "status", call.outcome().status(), figures.status());
    Usage usage = call.bill().usage();
    difference(sums, id, "input tokens", usage.inputTotal(), figures.inputTokens());
    difference(sums, id, "output tokens", usage.outputTotal(), figures.outputTokens());
    difference(sums, id, "cost", call.bill().costPicos(), figures.costPicos());
    difference(sums, id, "attempts' bills", BookedAttempt.of(call), row.attempts());
    difference(sums, id, "usage", usage, row.record().bill().usage());
    difference(sums, id, "attempts' usage and bills", bills(call), bills(row.record()));
  }

  private static void difference(
      LedgerSums sums, String id, String what, @Nullable Object journal, @Nullable Object row) {
    if (!Objects.equals(journal, row)) {
      sums.find(id, what + ": " + journal + " in the journal, " + row + " in the tables");
    }
  }

  private static List<Bill> bills(CallRecord call) {
    return call.spans().stream()
        .map(Span::attempt)
        .filter(Objects::nonNull)
        .map(attempt ->
            new Bill(
                attempt.provider(),
                attempt.usage(),
                attempt.costPicos(),
                attempt.priceSource(),
                attempt.listed()))
        .toList();
  }

  private record Bill(
      String provider,
      Usage usage,
      @Nullable Long costPicos,
      @Nullable String priceSource,
      @Nullable Cost listed) {}

  private void checkTables(LedgerSums sums) {
    String after = "";
    while (true) {
      String from = after;
      List<BookedRow> calls =
          database.read(session ->
              BookedRow.read(
                  session, AFTER, statement -> statement.bind("after", from).bind("limit", CHUNK)));
      if (calls.isEmpty()) {
        return;
      }
      calls.forEach(call -> checkCall(call, sums));
      after = calls.getLast().figures().requestId();
    }
  }

  /** A call's bill is its attempts' bills together. */
  private static void checkCall(BookedRow row, LedgerSums sums) {
    BookedRow.Figures figures = row.figures();
    String id = figures.requestId();
    sums.addRow(row);
    OptionalLong attempts = total(row.attempts());
    Long cost = figures.costPicos();
    if (cost == null ? attempts.isPresent() : attempts.isEmpty() || attempts.getAsLong() != cost) {
      sums.find(
          id,
          "cost: "
              + cost
              + ", of its attempts together "
              + (attempts.isPresent() ? attempts.getAsLong() : "unknown"));
    }
    long input = row.attempts().stream().mapToLong(BookedAttempt::inputTokens).sum();
    long output = row.attempts().stream().mapToLong(BookedAttempt::outputTokens).sum();
    if (input != figures.inputTokens() || output != figures.outputTokens()) {
      sums.find(
          id,
          "usage: %d and %d tokens, of its attempts together %d and %d"
              .formatted(figures.inputTokens(), figures.outputTokens(), input, output));
    }
    checkRecord(row, sums);
  }

  /** The record says what the columns say. */
  private static void checkRecord(BookedRow row, LedgerSums sums) {
    String id = row.figures().requestId();
    CallRecord call = row.record();
    Usage usage = used(call.spans());
    if (!counts(usage).equals(counts(call.bill().usage()))) {
      sums.find(id, "usage: " + call.bill().usage() + ", of its attempts together " + usage);
    }
    if (!Objects.equals(call.bill().costPicos(), row.figures().costPicos())) {
      sums.find(
          id,
          "cost: "
              + row.figures().costPicos()
              + ", according to its record "
              + call.bill().costPicos());
    }
    if (!BookedAttempt.of(call).equals(row.attempts())) {
      sums.find(id, "attempts' bills: " + row.attempts() + ", in its record others");
    }
    if (!named(call).equals(named(row.figures()))) {
      sums.find(id, "is " + named(row.figures()) + ", its record that of " + named(call));
    }
  }

  private static List<Object> named(CallRecord call) {
    CallRecord.Identity identity = call.identity();
    CallRecord.Caller caller = call.caller();
    return List.of(
        identity.requestId(),
        identity.traceId(),
        caller.projectId(),
        caller.keyId(),
        call.outcome().status());
  }

  private static List<Object> named(BookedRow.Figures figures) {
    return List.of(
        figures.requestId(),
        figures.traceId(),
        figures.projectId(),
        figures.keyId(),
        figures.status());
  }

  private static OptionalLong total(List<BookedAttempt> attempts) {
    long total = 0;
    try {
      for (BookedAttempt attempt : attempts) {
        Long cost = attempt.costPicos();
        if (cost == null) {
          return OptionalLong.empty();
        }
        total = Math.addExact(total, cost);
      }
      return OptionalLong.of(total);
    } catch (ArithmeticException e) {
      return OptionalLong.empty();
    }
  }

  private static Usage used(List<Span> spans) {
    Usage usage = Usage.of(0, 0);
    for (Span span : spans) {
      Span.Attempt attempt = span.attempt();
      if (attempt != null) {
        usage = usage.plus(attempt.usage());
      }
    }
    return usage;
  }

  private static List<Long> counts(Usage usage) {
    return List.of(
        usage.uncachedInput(),
        usage.cacheRead(),
        usage.cacheWrite(),
        usage.cacheWriteLong(),
        usage.audioInput(),
        usage.imageInput(),
        usage.output(),
        usage.reasoning(),
        usage.audioOutput(),
        usage.imageOutput());
  }
}
