package dev.switchboard.store;

import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.StoredTrace;
import dev.switchboard.trace.TraceHeader;
import dev.switchboard.trace.Traces;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Traces from the rows of calls.
 *
 * <p>A trace has no row of its own: it is listed at its earliest call, which an index finds, and
 * its figures are summed for the traces of one page only.
 */
final class SqlTraces implements Traces {
  /** The most calls of one trace that {@link #find} returns. */
  static final int MAX_CALLS = 1_000;

  private static final String FIRST_CALLS =
      """
      SELECT c.trace_id, c.name, c.started_at, c.request_id FROM calls c
      WHERE c.project_id = :project AND c.deleted_at IS NULL
        AND NOT EXISTS (
          SELECT 1 FROM calls e
          WHERE e.project_id = c.project_id AND e.trace_id = c.trace_id AND e.deleted_at IS NULL
            AND (e.started_at, e.request_id) < (c.started_at, c.request_id))
      """;
  private static final String ANOTHER =
      """
      EXISTS (SELECT 1 FROM calls s
        WHERE s.project_id = c.project_id AND s.trace_id = c.trace_id AND s.deleted_at IS NULL
          AND s.status \
      """;
  private static final Sql CLEAR_CALL =
      Sql.of("UPDATE calls SET deleted_at = :at, name = '' WHERE request_id = :request_id");

  private final Database database;
  private final Clock clock;

  SqlTraces(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public TracePage list(Query query) {
    Window window = query.window();
    String cursor = window.cursor();
    TraceCursor after = cursor == null ? null : TraceCursor.read(cursor);
    List<First> found = database.read(session -> firsts(session, query, after));
    boolean more = found.size() > window.limit();
    List<First> page = more ? found.subList(0, window.limit()) : found;
    if (page.isEmpty()) {
      return new TracePage(List.of(), null);
    }
    Map<String, Sums> sums =
        database.read(
            session -> sums(session, query.projectId(), page.stream().map(First::trace).toList()));
    List<TraceHeader> headers = new ArrayList<>(page.size());
    for (First first : page) {
      Sums figures = sums.get(first.trace());
      // None when the trace was deleted between the two queries.
      if (figures != null) {
        headers.add(figures.header(first));
      }
    }
    First last = page.getLast();
    return new TracePage(
        headers, more ? new TraceCursor(last.startedAt(), last.requestId()).text() : null);
  }

  private static List<First> firsts(Session session, Query query, @Nullable TraceCursor after)
      throws SQLException {
    String name = query.name();
    Instant from = query.from();
    Instant to = query.to();
    StringBuilder text = new StringBuilder(FIRST_CALLS);
    text.append(name == null ? "" : " AND LOWER(c.name) LIKE :name ESCAPE '!'");
    text.append(from == null ? "" : " AND c.started_at >= :from");
    text.append(to == null ? "" : " AND c.started_at < :to");
    text.append(
        after == null ? "" : " AND (c.started_at, c.request_id) < (:after_start, :after_id)");
    text.append(withStatus(query.status()));
    text.append(" ORDER BY c.started_at DESC, c.request_id DESC LIMIT :limit OFFSET :offset");
    Statement statement =
        session
            .on(Sql.of(text.toString()))
            .bind("project", query.projectId())
            .bind("limit", query.window().limit() + 1L)
            .bind("offset", query.window().offset());
    if (name != null) {
      statement.bind("name", "%" + escaped(name) + "%");
    }
    if (from != null) {
      statement.bind("from", from);
    }
    if (to != null) {
      statement.bind("to", to);
    }
    if (after != null) {
      statement.bind("after_start", after.startedAt()).bind("after_id", after.requestId());
    }
    return statement.list(First::of);
  }

  private static String withStatus(CallRecord.@Nullable Status status) {
    if (status == null) {
      return "";
    }
    return switch (status) {
      case FAILED -> " AND " + ANOTHER + "= 'FAILED')";
      case CANCELLED -> " AND " + ANOTHER + "= 'CANCELLED') AND NOT " + ANOTHER + "= 'FAILED')";
      case INTERRUPTED ->
          " AND " + ANOTHER + "= 'INTERRUPTED') AND NOT " + ANOTHER + "IN ('FAILED', 'CANCELLED'))";
      case COMPLETED -> " AND NOT " + ANOTHER + "<> 'COMPLETED')";
    };
  }

  private static String escaped(String name) {
    return name.toLowerCase(Locale.ROOT).replace("!", "!!").replace("%", "!%").replace("_", "!_");
  }

  private static Map<String, Sums> sums(Session session, String projectId, List<String> traceIds)
      throws SQLException {
    Sql sql =
        Sql.of(
            """
            SELECT trace_id, COUNT(*) + SUM(span_count) AS spans,
              MAX(started_at + duration_micros) AS ended_at,
              SUM(CASE WHEN status = 'INTERRUPTED' OR cost_picos IS NULL THEN 0 ELSE 1 END)
                AS priced,
              COUNT(*) AS calls,
              SUM(CASE WHEN status = 'FAILED' THEN 1 ELSE 0 END) AS failed,
              SUM(CASE WHEN status = 'CANCELLED' THEN 1 ELSE 0 END) AS cancelled,
              SUM(CASE WHEN status = 'INTERRUPTED' THEN 1 ELSE 0 END) AS interrupted,\
            """
                + Picos.sumOf("cost_picos")
                + """
                 FROM calls
                WHERE project_id = :project AND deleted_at IS NULL AND trace_id IN (\
                """
                + Sql.list("trace", traceIds.size())
                + ") GROUP BY trace_id");
    Statement statement = session.once(sql).bind("project", projectId);
    for (int i = 0; i < traceIds.size(); i++) {
      statement.bind("trace" + i, traceIds.get(i));
    }
    Map<String, Sums> sums = new HashMap<>();
    statement.list(row -> sums.put(row.text("trace_id"), Sums.of(row)));
    return sums;
  }

  @Override
  public Optional<StoredTrace> find(String projectId, String traceId) {
    List<CallRecord> calls =
        database.read(session -> CallTable.ofTrace(session, projectId, traceId, MAX_CALLS));
    if (calls.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Sums> sums = database.read(session -> sums(session, projectId, List.of(traceId)));
    CallRecord first = calls.getFirst();
    First header =
        new First(traceId, first.task().name(), first.startedAt(), first.identity().requestId());
    return Optional.ofNullable(sums.get(traceId))
        .map(sum -> new StoredTrace(sum.header(header), calls));
  }

  @Override
  public boolean delete(String projectId, String traceId) {
    return database.write(session -> {
      boolean any = false;
      List<CallRecord> calls = CallTable.ofTrace(session, projectId, traceId, MAX_CALLS);
      while (!calls.isEmpty()) {
        for (CallRecord call : calls) {
          CallTable.replace(session, Forgotten.of(call));
          session
              .on(CLEAR_CALL)
              .bind("at", clock.instant())
              .bind("request_id", call.identity().requestId())
              .update();
        }
        any = true;
        calls = CallTable.ofTrace(session, projectId, traceId, MAX_CALLS);
      }
      return any;
    });
  }

  /** The call at which a trace is listed. */
  private record First(String trace, String name, Instant startedAt, String requestId) {
    static First of(Row row) throws SQLException {
      return new First(
          row.text("trace_id"),
          row.text("name"),
          row.instant("started_at"),
          row.text("request_id"));
    }
  }

  /** The figures of all calls of a trace. */
  private record Sums(
      int spans, Instant endedAt, CallRecord.Status status, @Nullable Long costPicos) {
    static Sums of(Row row) throws SQLException {
      CallRecord.Status status =
          row.number("failed") > 0
              ? CallRecord.Status.FAILED
              : row.number("cancelled") > 0
                  ? CallRecord.Status.CANCELLED
                  : row.number("interrupted") > 0
                      ? CallRecord.Status.INTERRUPTED
                      : CallRecord.Status.COMPLETED;
      boolean priced = row.number("priced") == row.number("calls");
      return new Sums(
          row.integer("spans"), row.instant("ended_at"), status, priced ? Picos.sum(row) : null);
    }

    TraceHeader header(First first) {
      return new TraceHeader(
          first.trace(), first.name(), first.startedAt(), endedAt, status, spans, costPicos);
    }
  }
}
