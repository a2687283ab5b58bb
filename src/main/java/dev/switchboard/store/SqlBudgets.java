package dev.switchboard.store;

import dev.switchboard.access.Applies;
import dev.switchboard.access.Budget;
import dev.switchboard.access.Budgets;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/** Budgets as rows, with a row for each process's share. */
final class SqlBudgets implements Budgets {
  /** A journal that is full takes about as long. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

  private static final String COLUMNS =
      """
      id, project_id, key_id, model, tag_name, tag_value, period, limit_picos, warn_percents,
      ceiling_picos, created_at\
      """;
  private static final Sql INSERT =
      Sql.of(
          "INSERT INTO budgets ("
              + COLUMNS
              + """
              ) VALUES (:id, :project, :key, :model, :tag_name, :tag_value, :period, :limit, :warn,
                :ceiling, :created)
              """);
  private static final Sql DELETE = Sql.of("DELETE FROM budgets WHERE id = :id");
  private static final Sql DELETE_SHARES =
      Sql.of("DELETE FROM budget_shares WHERE budget_id = :id");
  private static final Sql COUNT = Sql.of("SELECT COUNT(*) AS n FROM budgets");
  private static final Sql ALL =
      Sql.of("SELECT " + COLUMNS + " FROM budgets ORDER BY id LIMIT " + MOST);

  private final Database database;
  private final JournalApplier applier;
  private final SpentOnRecord records;
  private final BudgetShares shares;

  SqlBudgets(Database database, JournalApplier applier) {
    this.database = database;
    this.applier = applier;
    this.records = new SpentOnRecord(database);
    this.shares = new BudgetShares(database);
  }

  @Override
  public void insert(Budget budget) {
    database.write(session -> {
      if (session.on(COUNT).list(row -> row.number("n")).getFirst() >= MOST) {
        throw new FailureException(
            new Failure.Conflict("there are " + MOST + " budgets (expected: fewer)"));
      }
      return Conditions.bind(session.on(INSERT).bind("id", budget.id()), budget.applies())
          .bind("period", budget.period().name())
          .bind("limit", budget.limitPicos())
          .bind("warn", percents(budget.limit().warnPercents()))
          .bind("ceiling", budget.ceilingPicos())
          .bind("created", budget.createdAt())
          .update();
    });
  }

  @Override
  public boolean delete(String id) {
    return database.write(session -> {
      session.on(DELETE_SHARES).bind("id", id).update();
      return session.on(DELETE).bind("id", id).update();
    })
        > 0;
  }

  @Override
  public List<Budget> all() {
    return all(database);
  }

  /** All that there are, by id. */
  static List<Budget> all(Database database) {
    return database.read(session -> session.on(ALL).list(SqlBudgets::budget));
  }

  @Override
  public boolean isAlone() {
    return database.kind() == Database.Kind.SQLITE;
  }

  @Override
  public Shares open(Stretch stretch, boolean fromRecords) {
    boolean looks = fromRecords && (isAlone() || shares.isNew(stretch));
    OptionalLong onRecord = OptionalLong.empty();
    if (looks) {
      awaitRecords();
      onRecord = records.picos(stretch.budget().applies(), stretch.begin());
    }
    return shares.open(stretch, onRecord, isAlone() && fromRecords);
  }

  @Override
  public Shares look(Stretch stretch) {
    return shares.look(stretch);
  }

  @Override
  public Shares take(Stretch stretch, long need, long wish, long spentPicos) {
    return shares.take(stretch, need, wish, spentPicos);
  }

  @Override
  public Shares giveBack(Stretch stretch, long spentPicos, long reservedPicos) {
    return shares.giveBack(stretch, spentPicos, reservedPicos);
  }

  @Override
  public void close(Stretch stretch, long spentPicos) {
    shares.close(stretch, spentPicos);
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
    Applies applies = Conditions.of(row);
    return new Budget(
        row.text("id"),
        applies,
        Budget.Period.valueOf(row.text("period")),
        new Budget.Threshold(row.number("limit_picos"), percents(row.text("warn_percents"))),
        row.optionalNumber("ceiling_picos"),
        row.instant("created_at"));
  }

  private static String percents(List<Integer> percents) {
    return String.join(",", percents.stream().map(String::valueOf).toList());
  }

  private static List<Integer> percents(String text) {
    return Arrays.stream(text.split(",", -1))
        .filter(percent -> !percent.isEmpty())
        .map(Integer::valueOf)
        .toList();
  }
}
