package dev.switchboard.store;

import dev.switchboard.trace.CallEntry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What the tables know of one journal: how far it is applied, and what was put aside. */
final class JournalTables {
  private static final Sql FIND =
      Sql.of(
          """
          SELECT position FROM journal_offsets WHERE journal_id = :journal AND reader = :reader
          """);
  private static final Sql BEGIN =
      Sql.of(
          """
          INSERT INTO journal_offsets (journal_id, reader, position)
          VALUES (:journal, :reader, :position) ON CONFLICT DO NOTHING
          """);
  private static final Sql ADVANCE =
      Sql.of(
          """
          UPDATE journal_offsets SET position = :next
          WHERE journal_id = :journal AND reader = :reader AND position = :from
          """);
  private static final Sql REJECT =
      Sql.of(
          """
          INSERT INTO journal_rejects (journal_id, position, reason, rejected_at, record)
          VALUES (:journal, :position, :reason, :at, :record) ON CONFLICT DO NOTHING
          """);
  private static final Sql REJECTED =
      Sql.of(
          """
          SELECT position FROM journal_rejects WHERE journal_id = :journal
          ORDER BY position LIMIT :limit
          """);

  private static final Sql COUNT =
      Sql.of(
          """
          INSERT INTO booked_totals (journal_id, calls, unpriced, micros, rest)
          VALUES (:journal, :calls, :unpriced, :micros, :rest)
          ON CONFLICT (journal_id) DO UPDATE SET
            calls = booked_totals.calls + excluded.calls,
            unpriced = booked_totals.unpriced + excluded.unpriced,
            micros = booked_totals.micros + excluded.micros,
            rest = booked_totals.rest + excluded.rest
          """);

  /** Of a batch, so many are held decoded at a time. */
  private static final int AT_ONCE = 64;

  /** What one batch came to. */
  record Outcome(int applied, int duplicates, int rejected) {
    Outcome plus(Outcome more) {
      return new Outcome(
          applied + more.applied, duplicates + more.duplicates, rejected + more.rejected);
    }
  }

  private final Database database;
  private final String journalId;
  private final Clock clock;

  JournalTables(Database database, String journalId, Clock clock) {
    this.database = database;
    this.journalId = journalId;
    this.clock = clock;
  }

  /** Where to go on; empty when nothing of this journal was applied yet. */
  OptionalLong position() {
    return database
        .read(session -> of(session.on(FIND)).first(row -> row.number("position")))
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  /** Notes where this journal begins; does nothing if it is known. */
  void begin(long position) {
    database.write(session -> of(session.on(BEGIN)).bind("position", position).update());
  }

  /**
   * Applies a batch and moves the position in one transaction.
   *
   * @param from where the tables are; if they are at {@code next} already, because the answer to an
   *     earlier commit was lost, nothing is done
   * @param next where they are afterwards
   */
  Outcome apply(List<JournalEntry> entries, long from, long next) {
    return database.write(session -> {
      int moved = of(session.on(ADVANCE)).bind("from", from).bind("next", next).update();
      if (moved == 0) {
        requireAt(session, next);
        return new Outcome(0, entries.size(), 0);
      }
      return write(session, entries);
    });
  }

  private void requireAt(Session session, long next) throws SQLException {
    long found = of(session.on(FIND)).first(row -> row.number("position")).orElse(Long.MIN_VALUE);
    if (found != next) {
      throw new IllegalStateException(
          "journal "
              + journalId
              + " is applied up to "
              + found
              + " by somebody else (expected: one process)");
    }
  }

  private Outcome write(Session session, List<JournalEntry> entries) throws SQLException {
    Outcome all = new Outcome(0, 0, 0);
    for (int from = 0; from < entries.size(); from += AT_ONCE) {
      int to = Math.min(from + AT_ONCE, entries.size());
      all = all.plus(writeSome(session, entries.subList(from, to)));
    }
    return all;
  }

  /** Counts what is new, so that a row that goes or comes by another way is missed or seen. */
  private void count(Session session, List<CallEntry> calls) throws SQLException {
    long unpriced = 0;
    long micros = 0;
    long rest = 0;
    for (CallEntry call : calls) {
      Long picos = call.total().costPicos();
      unpriced += picos == null ? 1 : 0;
      micros += picos == null ? 0 : picos / Picos.PER_MICRO;
      rest += picos == null ? 0 : picos % Picos.PER_MICRO;
    }
    session
        .on(COUNT)
        .bind("journal", journalId)
        .bind("calls", calls.size())
        .bind("unpriced", unpriced)
        .bind("micros", micros)
        .bind("rest", rest)
        .update();
  }

  private Outcome writeSome(Session session, List<JournalEntry> entries) throws SQLException {
    List<BookedCall> calls = new ArrayList<>();
    List<JournalEntry> withCalls = new ArrayList<>();
    List<JournalEntry> rejected = new ArrayList<>();
    for (JournalEntry entry : entries) {
      JournalEntry.Reading reading = entry.read();
      CallEntry call = reading.call();
      if (call == null) {
        rejected.add(entry.rejected(reading.reason()));
      } else {
        calls.add(new BookedCall(call, entry.record().bytes()));
        withCalls.add(entry);
      }
    }
    List<CallTable.Inserted> inserted = CallTable.insert(session, calls);
    List<CallEntry> fresh = new ArrayList<>();
    int duplicates = 0;
    for (int i = 0; i < inserted.size(); i++) {
      switch (inserted.get(i)) {
        case NEW -> fresh.add(calls.get(i).call());
        case DUPLICATE -> duplicates++;
        case TAKEN -> rejected.add(withCalls.get(i).rejected("its request id is another call's"));
      }
    }
    if (!fresh.isEmpty()) {
      count(session, fresh);
    }
    reject(session, rejected);
    return new Outcome(fresh.size(), duplicates, rejected.size());
  }

  private void reject(Session session, List<JournalEntry> entries) throws SQLException {
    if (entries.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    Statement reject = session.on(REJECT);
    for (JournalEntry entry : entries) {
      reject
          .bind("journal", journalId)
          .bind("position", entry.record().position())
          .bind("reason", entry.refusal())
          .bind("at", now)
          .bind("record", entry.record().bytes())
          .add();
    }
    reject.updateAll();
  }

  /** The positions of records that were put aside, at most {@code limit}. */
  List<Long> rejected(int limit) {
    return database.read(session ->
        session
            .on(REJECTED)
            .bind("journal", journalId)
            .bind("limit", limit)
            .list(row -> row.number("position")));
  }

  private Statement of(Statement statement) throws SQLException {
    return statement.bind("journal", journalId).bind("reader", JournalApplier.READER);
  }
}
