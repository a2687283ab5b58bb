package dev.switchboard.store;

import dev.switchboard.trace.Spend;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;

/** Sums over the rows of calls, and of attempts where a model is asked for. */
final class SqlSpend implements Spend {
  private static final long MICROS_PER_DAY = 86_400_000_000L;
  private static final String TOKENS =
      """
      COALESCE(SUM(c.input_tokens), 0) AS input_tokens,
      COALESCE(SUM(c.output_tokens), 0) AS output_tokens,\
      """;

  /** What may have been spent is summed apart from what was. */
  private static final String MONEY =
      Picos.sumOf("(CASE WHEN c.status <> 'INTERRUPTED' THEN c.cost_picos END)")
          + ", "
          + Picos.sumOf("(CASE WHEN c.status = 'INTERRUPTED' THEN c.cost_picos END)", "at_most");

  private static final String UNPRICED =
      "CASE WHEN c.cost_picos IS NULL AND c.status <> 'INTERRUPTED' THEN c.request_id END";
  private static final String INTERRUPTED =
      "CASE WHEN c.status = 'INTERRUPTED' THEN c.request_id END";

  private final Database database;

  SqlSpend(Database database) {
    this.database = database;
  }

  @Override
  public List<Row> sum(Query query) {
    Sql sql =
        switch (query.by()) {
          case PROJECT -> ofCalls("c.project_id", query);
          case KEY -> ofCalls("c.key_id", query);
          case DAY -> ofCalls("c.started_at / " + MICROS_PER_DAY, query);
          case MODEL -> ofAttempts(query);
        };
    return database.read(session -> {
      Statement statement =
          session.on(sql).bind("from", query.from()).bind("to", query.to()).bind("limit", MAX_ROWS);
      String project = query.projectId();
      if (project != null) {
        statement.bind("project", project);
      }
      return statement.list(row -> row(query.by(), row));
    });
  }

  private static Sql ofCalls(String group, Query query) {
    return Sql.of(
        "SELECT "
            + group
            + " AS grouped, COUNT(*) AS calls, COUNT("
            + UNPRICED
            + ") AS unpriced, COUNT("
            + INTERRUPTED
            + ") AS interrupted, "
            + TOKENS
            + MONEY
            + " FROM calls c "
            + where(query)
            + " GROUP BY "
            + group
            + " ORDER BY micros DESC, rest DESC, grouped LIMIT :limit");
  }

  private static Sql ofAttempts(Query query) {
    return Sql.of(
        "SELECT c.model AS grouped, COUNT(DISTINCT c.request_id) AS calls, COUNT(DISTINCT "
            + UNPRICED
            + ") AS unpriced, COUNT(DISTINCT "
            + INTERRUPTED
            + ") AS interrupted, "
            + TOKENS
            + MONEY
            + " FROM (SELECT c.request_id, c.model, c.status, c.input_tokens, c.output_tokens,"
            + " c.cost_picos FROM calls c "
            + where(query)
            + " AND c.model IS NOT NULL UNION ALL"
            + " SELECT c.request_id, a.model, c.status, a.input_tokens, a.output_tokens,"
            + " a.cost_picos FROM calls c JOIN attempts a ON a.request_id = c.request_id "
            + where(query)
            + ") c GROUP BY c.model ORDER BY micros DESC, rest DESC, grouped LIMIT :limit");
  }

  /** Per project also when all are asked for, because the index begins with the project. */
  private static String where(Query query) {
    return "WHERE c.project_id "
        + (query.projectId() == null ? "IN (SELECT id FROM projects)" : "= :project")
        + " AND c.started_at >= :from AND c.started_at < :to";
  }

  private static Row row(By by, dev.switchboard.store.Row row) throws SQLException {
    String group =
        by == By.DAY ? LocalDate.ofEpochDay(row.number("grouped")).toString() : row.text("grouped");
    return new Row(
        group,
        row.number("calls"),
        row.number("input_tokens"),
        row.number("output_tokens"),
        Picos.usd(row),
        row.number("unpriced"),
        row.number("interrupted"),
        Picos.usd(row, "at_most"));
  }
}
