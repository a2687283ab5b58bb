package dev.switchboard.store;

import dev.switchboard.access.Budget;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Proves what is noted as taken and spent of budgets: each row is as it was written, and in the
 * running period no less was taken than the calls on record cost.
 */
final class BudgetProof {
  private static final Sql SHARES =
      Sql.of(
          """
          SELECT owner, begin_at, share_picos, spent_picos, checksum FROM budget_shares
          WHERE budget_id = :budget ORDER BY begin_at, owner
          """);

  private final Database database;
  private final SpentOnRecord records;
  private final Clock clock;

  BudgetProof(Database database, Clock clock) {
    this.database = database;
    this.records = new SpentOnRecord(database);
    this.clock = clock;
  }

  /**
   * Looks at all budgets.
   *
   * @param told whether what was spent so far was written by the only process that spends
   */
  void check(boolean told, LedgerSums sums) {
    Instant now = clock.instant();
    for (Budget budget : SqlBudgets.all(database)) {
      sums.budgets++;
      Instant begin = budget.period().begin(now);
      Instant since = begin.isAfter(budget.createdAt()) ? begin : budget.createdAt();
      // Before the shares: what was spent meanwhile is in these and not in the other.
      OptionalLong onRecord = records.picos(budget.applies(), since);
      List<Written> rows = rows(budget);
      rows.stream()
          .filter(row -> !row.isAsWritten(budget))
          .forEach(row ->
              sums.find(
                  budget.id(),
                  "what is noted of the period from %s is not what was written: %d taken, %d spent"
                      .formatted(row.begin(), row.share().share(), row.share().spent())));
      if (onRecord.isPresent()) {
        checkRunning(budget, begin, onRecord.getAsLong(), told, new Noted(rows, sums));
      }
    }
  }

  private void checkRunning(
      Budget budget, Instant begin, long onRecord, boolean told, Noted noted) {
    long taken = 0;
    long spent = 0;
    for (Written row : noted.rows()) {
      if (row.begin().equals(begin)) {
        taken = saturated(taken, row.share().share());
        spent = saturated(spent, row.share().spent());
      }
    }
    if (taken < onRecord) {
      noted.sums().find(budget.id(), "taken: " + taken + ", the calls on record cost " + onRecord);
    }
    boolean alone = database.kind() == Database.Kind.SQLITE;
    if (told && alone && spent < onRecord) {
      noted.sums().find(budget.id(), "spent: " + spent + ", the calls on record cost " + onRecord);
    }
  }

  private static long saturated(long a, long b) {
    return a + b < 0 ? Long.MAX_VALUE : a + b;
  }

  private List<Written> rows(Budget budget) {
    return database.read(
        session -> session.on(SHARES).bind("budget", budget.id()).list(BudgetProof::written));
  }

  private record Noted(List<Written> rows, LedgerSums sums) {}

  /** One row, as it is. */
  private record Written(Instant begin, BudgetShares.Share share, @Nullable Long checksum) {
    boolean isAsWritten(Budget budget) {
      return checksum == null || checksum == BudgetShares.checksum(budget.id(), begin, share);
    }
  }

  private static Written written(Row row) throws SQLException {
    return new Written(
        row.instant("begin_at"),
        new BudgetShares.Share(
            row.text("owner"), row.number("share_picos"), row.number("spent_picos")),
        row.optionalNumber("checksum"));
  }
}
