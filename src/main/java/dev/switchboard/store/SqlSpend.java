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
      COALESCE(SUM(%1$suncached_input + %1$scache_read + %1$scache_write + %1$scache_write_long
        + %1$saudio_input + %1$simage_input), 0) AS input_tokens,
      COALESCE(SUM(%1$soutput + %1$sreasoning + %1$saudio_output + %1$simage_output), 0)
        AS output_tokens,\
      """;

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
            + " AS grouped, COUNT(*) AS calls, COUNT(*) - COUNT(c.cost_picos) AS unpriced, "
            + TOKENS.formatted("c.")
            + Picos.sumOf("c.cost_picos")
            + " FROM calls c "
            + where(query)
            + " GROUP BY "
            + group
            + " ORDER BY micros DESC, rest DESC, grouped LIMIT :limit");
  }

  private static Sql ofAttempts(Query query) {
    return Sql.of(
        """
        SELECT s.provider || '/' || s.upstream_model AS grouped,
          COUNT(DISTINCT s.request_id) AS calls,
          COUNT(DISTINCT CASE WHEN s.cost_picos IS NULL THEN s.request_id END) AS unpriced,\
        """
            + TOKENS.formatted("s.")
            + Picos.sumOf("s.cost_picos")
            + " FROM calls c JOIN spans s ON s.request_id = c.request_id "
            + where(query)
            + " AND s.provider IS NOT NULL GROUP BY s.provider, s.upstream_model"
            + " ORDER BY micros DESC, rest DESC, grouped LIMIT :limit");
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
        row.number("unpriced"));
  }
}
