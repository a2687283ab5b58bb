package dev.switchboard.store;

import dev.switchboard.access.Budget;
import dev.switchboard.access.BudgetWarnings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Warnings as rows; {@code due_at} is null for those that are not to be tried any more. */
final class SqlBudgetWarnings implements BudgetWarnings {
  private static final String KEY =
      " WHERE budget_id = :budget AND begin_at = :begin AND percent = :percent";
  private static final Sql ADD =
      Sql.of(
          """
          INSERT INTO budget_warnings (budget_id, begin_at, percent, message_id, body, created_at,
            tries, due_at, problem)
          VALUES (:budget, :begin, :percent, :id, :body, :now, 0, :now, NULL)
          ON CONFLICT DO NOTHING
          """);
  private static final Sql DUE =
      Sql.of(
          """
          SELECT budget_id, begin_at, percent, message_id, body, tries, due_at
          FROM budget_warnings WHERE due_at <= :now ORDER BY due_at LIMIT :most
          """);
  private static final Sql LEASE =
      Sql.of(
          "UPDATE budget_warnings SET due_at = :until, tries = tries + 1"
              + KEY
              + " AND due_at = :seen");
  private static final Sql END =
      Sql.of("UPDATE budget_warnings SET due_at = :again, problem = :problem" + KEY);

  private final Database database;

  SqlBudgetWarnings(Database database) {
    this.database = database;
  }

  @Override
  public boolean add(Budget.WarningKey key, String id, String body, Instant now) {
    return database.write(session ->
        bind(session.on(ADD), key).bind("id", id).bind("body", body).bind("now", now).update())
        > 0;
  }

  private static Statement bind(Statement statement, Budget.WarningKey key)
      throws java.sql.SQLException {
    return statement
        .bind("budget", key.budgetId())
        .bind("begin", key.begin())
        .bind("percent", (long) key.percent());
  }

  @Override
  public List<Due> take(Instant now, Instant leasedUntil, int most) {
    List<Seen> seen =
        database.read(session ->
            session
                .on(DUE)
                .bind("now", now)
                .bind("most", (long) most)
                .list(SqlBudgetWarnings::seen));
    List<Due> taken = new ArrayList<>();
    for (Seen one : seen) {
      int leased =
          database.write(session ->
              bind(session.on(LEASE), one.due().key())
                  .bind("until", leasedUntil)
                  .bind("seen", one.at())
                  .update());
      if (leased > 0) {
        taken.add(one.due());
      }
    }
    return taken;
  }

  private static Seen seen(Row row) throws java.sql.SQLException {
    return new Seen(
        new Due(
            new Budget.WarningKey(
                row.text("budget_id"), row.instant("begin_at"), row.integer("percent")),
            row.text("message_id"),
            row.text("body"),
            row.integer("tries") + 1),
        row.instant("due_at"));
  }

  @Override
  public void told(Budget.WarningKey key) {
    end(key, null, null);
  }

  @Override
  public void failed(Budget.WarningKey key, String problem, @Nullable Instant again) {
    end(key, problem, again);
  }

  private void end(Budget.WarningKey key, @Nullable String problem, @Nullable Instant again) {
    database.write(session ->
        bind(session.on(END), key).bind("again", again).bind("problem", problem).update());
  }

  private record Seen(Due due, Instant at) {}
}
