package dev.switchboard.store;

import dev.switchboard.access.Budget;
import dev.switchboard.access.Budgets;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Who holds how much of which budget, as rows.
 *
 * <p>One transaction at a time changes the shares of a budget: in SQLite there is no other writer,
 * in PostgreSQL the budget's row is locked. The row without an owner holds what was spent by those
 * who ended, and what was on record before anybody held a share.
 */
final class BudgetShares {
  private static final String NOBODY = "";

  private static final Sql LOCK_POSTGRESQL =
      Sql.of("SELECT id FROM budgets WHERE id = :budget FOR UPDATE");
  private static final Sql LOCK_SQLITE = Sql.of("SELECT id FROM budgets WHERE id = :budget");
  private static final Sql ROWS =
      Sql.of(
          """
          SELECT owner, share_picos, spent_picos FROM budget_shares
          WHERE budget_id = :budget AND begin_at = :begin
          """);
  private static final Sql PUT =
      Sql.of(
          """
          INSERT INTO budget_shares (budget_id, begin_at, owner, share_picos, spent_picos, checksum)
          VALUES (:budget, :begin, :owner, :share, :spent, :checksum)
          ON CONFLICT (budget_id, begin_at, owner)
          DO UPDATE SET share_picos = excluded.share_picos, spent_picos = excluded.spent_picos,
            checksum = excluded.checksum
          """);
  private static final Sql DROP =
      Sql.of(
          """
          DELETE FROM budget_shares
          WHERE budget_id = :budget AND begin_at = :begin AND owner = :owner
          """);
  private static final Sql DROP_ALL =
      Sql.of("DELETE FROM budget_shares WHERE budget_id = :budget AND begin_at = :begin");

  private final Database database;

  BudgetShares(Database database) {
    this.database = database;
  }

  /** Whether nobody has taken part yet. */
  boolean isNew(Budgets.Stretch stretch) {
    return database.read(session -> rows(session, stretch)).isEmpty();
  }

  /**
   * Begins to take part.
   *
   * @param onRecord what the calls on record cost, where it is known
   * @param others whether others who hold shares are gone for good: what they held and is not on
   *     record stays taken, since a provider may have been asked for it
   */
  Budgets.Shares open(Budgets.Stretch stretch, OptionalLong onRecord, boolean others) {
    return database.write(session -> {
      if (!lock(session, stretch)) {
        return new Budgets.Shares(0, 0, 0);
      }
      List<Share> rows = rows(session, stretch);
      if (others || rows.isEmpty()) {
        Sum sum = Sum.of(rows);
        long taken = Math.max(sum.share(), onRecord.orElse(0));
        long spent = Math.max(sum.spent(), Math.min(taken, onRecord.orElse(0)));
        on(session, DROP_ALL, stretch, null).update();
        put(session, stretch, new Share(NOBODY, taken, spent));
        rows = List.of(new Share(NOBODY, taken, spent));
      }
      return shares(rows, stretch);
    });
  }

  Budgets.Shares look(Budgets.Stretch stretch) {
    return database.read(session -> shares(rows(session, stretch), stretch));
  }

  Budgets.Shares take(Budgets.Stretch stretch, long need, long wish, long spent) {
    return database.write(session -> {
      if (!lock(session, stretch)) {
        return new Budgets.Shares(stretch.budget().limitPicos(), 0, 0);
      }
      List<Share> rows = rows(session, stretch);
      Budget budget = stretch.budget();
      long left = Math.max(0, budget.limitPicos() - Sum.of(rows).share());
      if (need > left) {
        return shares(rows, stretch);
      }
      Share own = own(rows, stretch);
      put(
          session,
          stretch,
          new Share(stretch.owner(), sum(own.share(), Math.min(left, wish)), spent));
      return shares(rows(session, stretch), stretch);
    });
  }

  Budgets.Shares giveBack(Budgets.Stretch stretch, long spent, long reserved) {
    return database.write(session -> {
      if (!lock(session, stretch)) {
        return new Budgets.Shares(stretch.budget().limitPicos(), 0, 0);
      }
      put(session, stretch, new Share(stretch.owner(), sum(spent, reserved), spent));
      return shares(rows(session, stretch), stretch);
    });
  }

  void close(Budgets.Stretch stretch, long spent) {
    database.write(session -> {
      if (!lock(session, stretch)) {
        return null;
      }
      Share ended = find(rows(session, stretch), NOBODY);
      put(
          session,
          stretch,
          new Share(NOBODY, sum(ended.share(), spent), sum(ended.spent(), spent)));
      on(session, DROP, stretch, stretch.owner()).update();
      return null;
    });
  }

  /** False if the budget was ended. */
  private boolean lock(Session session, Budgets.Stretch stretch) throws SQLException {
    Sql lock =
        switch (database.kind()) {
          case SQLITE -> LOCK_SQLITE;
          case POSTGRESQL -> LOCK_POSTGRESQL;
        };
    return session
        .on(lock)
        .bind("budget", stretch.budget().id())
        .first(row -> row.text("id"))
        .isPresent();
  }

  private static List<Share> rows(Session session, Budgets.Stretch stretch) throws SQLException {
    return on(session, ROWS, stretch, null)
        .list(row ->
            new Share(row.text("owner"), row.number("share_picos"), row.number("spent_picos")));
  }

  private static void put(Session session, Budgets.Stretch stretch, Share share)
      throws SQLException {
    on(session, PUT, stretch, share.owner())
        .bind("share", share.share())
        .bind("spent", share.spent())
        .bind("checksum", checksum(stretch.budget().id(), stretch.begin(), share))
        .update();
  }

  /** Of all that a row says. */
  static long checksum(String budgetId, Instant begin, Share share) {
    CRC32C sum = new CRC32C();
    String text =
        String.join(
            "\n",
            budgetId,
            begin.toString(),
            share.owner(),
            Long.toString(share.share()),
            Long.toString(share.spent()));
    sum.update(text.getBytes(StandardCharsets.UTF_8));
    return sum.getValue();
  }

  private static Statement on(
      Session session, Sql sql, Budgets.Stretch stretch, @Nullable String owner)
      throws SQLException {
    Statement statement =
        session.on(sql).bind("budget", stretch.budget().id()).bind("begin", stretch.begin());
    return owner == null ? statement : statement.bind("owner", owner);
  }

  private static Budgets.Shares shares(List<Share> rows, Budgets.Stretch stretch) {
    Sum sum = Sum.of(rows);
    Share own = own(rows, stretch);
    return new Budgets.Shares(sum.share(), own.share(), sum.spent() - own.spent());
  }

  private static Share own(List<Share> rows, Budgets.Stretch stretch) {
    return find(rows, stretch.owner());
  }

  private static Share find(List<Share> rows, String owner) {
    return rows.stream()
        .filter(row -> row.owner().equals(owner))
        .findFirst()
        .orElse(new Share(owner, 0, 0));
  }

  private static long sum(long a, long b) {
    return a + b < 0 ? Long.MAX_VALUE : a + b;
  }

  /** One row; amounts in 1e-12 USD, at least 0. */
  record Share(String owner, long share, long spent) {}

  private record Sum(long share, long spent) {
    static Sum of(List<Share> rows) {
      long share = 0;
      long spent = 0;
      for (Share row : rows) {
        share = sum(share, row.share());
        spent = sum(spent, row.spent());
      }
      return new Sum(share, spent);
    }
  }
}
