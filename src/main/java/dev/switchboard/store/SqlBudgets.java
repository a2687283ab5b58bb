package dev.switchboard.store;

import dev.switchboard.access.Budget;
import dev.switchboard.access.Budgets;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Budgets as rows, and sums over the rows of calls. */
final class SqlBudgets implements Budgets {
  /** A journal that is full takes about as long. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

  private static final String COLUMNS =
      "id, project_id, key_id, period, limit_picos, ceiling_picos, created_at";
  private static final Sql INSERT =
      Sql.of(
          "INSERT INTO budgets ("
              + COLUMNS
              + ") VALUES (:id, :project, :key, :period, :limit, :ceiling, :created)");
  private static final Sql DELETE = Sql.of("DELETE FROM budgets WHERE id = :id");
  private static final Sql FIND = Sql.of("SELECT " + COLUMNS + " FROM budgets WHERE id = :id");
  private static final Sql ALL = Sql.of("SELECT " + COLUMNS + " FROM budgets ORDER BY id");
  private static final String SPENT =
      "SELECT "
          + Picos.sumOf("cost_picos")
          + " FROM calls WHERE project_id = :project AND started_at >= :since";
  private static final Sql SPENT_BY_PROJECT = Sql.of(SPENT);
  private static final Sql SPENT_BY_KEY = Sql.of(SPENT + " AND key_id = :key");

  private final Database database;
  private final JournalApplier applier;

  SqlBudgets(Database database, JournalApplier applier) {
    this.database = database;
    this.applier = applier;
  }

  @Override
  public void insert(Budget budget) {
    database.write(session ->
        session
            .on(INSERT)
            .bind("id", budget.id())
            .bind("project", budget.projectId())
            .bind("key", budget.keyId())
            .bind("period", budget.period().name())
            .bind("limit", budget.limitPicos())
            .bind("ceiling", budget.ceilingPicos())
            .bind("created", budget.createdAt())
            .update());
  }

  @Override
  public boolean delete(String id) {
    return database.write(session -> session.on(DELETE).bind("id", id).update()) > 0;
  }

  @Override
  public Optional<Budget> find(String id) {
    return database.read(session -> session.on(FIND).bind("id", id).first(SqlBudgets::budget));
  }

  @Override
  public List<Budget> all() {
    return database.read(session -> session.on(ALL).list(SqlBudgets::budget));
  }

  @Override
  public long spentPicos(Budget budget, Instant since) {
    awaitRecords();
    String key = budget.keyId();
    return database.read(session -> {
      Statement statement = session.on(key == null ? SPENT_BY_PROJECT : SPENT_BY_KEY);
      statement.bind("project", budget.projectId()).bind("since", since);
      if (key != null) {
        statement.bind("key", key);
      }
      return statement
          .first(row -> Objects.requireNonNullElse(Picos.sum(row), Long.MAX_VALUE))
          .orElse(0L);
    });
  }

  private void awaitRecords() {
    try {
      if (!applier.awaitAll(LONGEST_WAIT)) {
        throw new FailureException(
            new Failure.Overloaded(
                "the database does not have all calls yet, so what was spent is not known"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FailureException(new Failure.Overloaded("interrupted"));
    }
  }

  private static Budget budget(Row row) throws SQLException {
    return new Budget(
        row.text("id"),
        row.text("project_id"),
        row.optionalText("key_id"),
        Budget.Period.valueOf(row.text("period")),
        row.number("limit_picos"),
        row.optionalNumber("ceiling_picos"),
        row.instant("created_at"));
  }
}
