package dev.switchboard.store;

import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.Span;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The spans of calls as rows. */
final class SpanTable {
  private static final Sql INSERT =
      Sql.of(
          """
          INSERT INTO spans (request_id, ordinal, span_id, parent_span_id, kind, name, started_at,
            duration_micros, first_event_micros, failure_code, attributes, provider,
            upstream_model, reported_model, http_status, passed_through, cost_picos, price_source,
          """
              + UsageColumns.NAMES
              + """
              ) VALUES (:request_id, :ordinal, :span_id, :parent_span_id, :kind, :name, :started_at,
                :duration_micros, :first_event_micros, :failure_code, :attributes, :provider,
                :upstream_model, :reported_model, :http_status, :passed_through, :cost_picos,
                :price_source,\
              """
              + UsageColumns.PARAMETERS
              + ")");

  private SpanTable() {}

  /** Writes the spans of calls that are not there yet. */
  static void insert(Session session, List<CallRecord> calls) throws SQLException {
    Statement insert = session.on(INSERT);
    boolean any = false;
    for (CallRecord call : calls) {
      List<Span> spans = call.spans();
      for (int i = 0; i < spans.size(); i++) {
        insert.bind("request_id", call.identity().requestId()).bind("ordinal", i);
        bind(insert, spans.get(i)).add();
        any = true;
      }
    }
    if (any) {
      insert.updateAll();
    }
  }

  private static Statement bind(Statement insert, Span span) throws SQLException {
    insert
        .bind("span_id", span.spanId())
        .bind("parent_span_id", span.parentSpanId())
        .bind("kind", span.kind().name())
        .bind("name", span.name())
        .bind("started_at", span.startedAt())
        .bind("duration_micros", span.durationMicros())
        .bind("first_event_micros", span.firstEventMicros())
        .bind("failure_code", span.failureCode())
        .bind("attributes", JsonColumns.ofMap(span.attributes()));
    Span.Attempt attempt = span.attempt();
    if (attempt == null) {
      insert
          .bind("provider", (String) null)
          .bind("upstream_model", (String) null)
          .bind("reported_model", (String) null)
          .bind("http_status", (Long) null)
          .bind("passed_through", (Long) null)
          .bind("cost_picos", (Long) null)
          .bind("price_source", (String) null);
      return UsageColumns.bindNone(insert);
    }
    insert
        .bind("provider", attempt.provider())
        .bind("upstream_model", attempt.upstreamModel())
        .bind("reported_model", attempt.reportedModel())
        .bind("http_status", attempt.httpStatus())
        .bind("passed_through", attempt.passedThrough())
        .bind("cost_picos", attempt.costPicos())
        .bind("price_source", attempt.priceSource());
    return UsageColumns.bind(insert, attempt.usage());
  }

  /** The spans of some calls, by request id, in their order. */
  static Map<String, List<Span>> read(Session session, List<String> requestIds)
      throws SQLException {
    Sql select =
        Sql.of(
            """
            SELECT request_id, span_id, parent_span_id, kind, name, started_at, duration_micros,
              first_event_micros, failure_code, attributes, provider, upstream_model,
              reported_model, http_status, passed_through, cost_picos, price_source,\
            """
                + UsageColumns.NAMES
                + " FROM spans WHERE request_id IN ("
                + Sql.list("id", requestIds.size())
                + ") ORDER BY request_id, ordinal");
    Statement statement = session.once(select);
    for (int i = 0; i < requestIds.size(); i++) {
      statement.bind("id" + i, requestIds.get(i));
    }
    Map<String, List<Span>> spans = new HashMap<>();
    statement.list(row ->
        spans.computeIfAbsent(row.text("request_id"), _ -> new ArrayList<>()).add(span(row)));
    return spans;
  }

  private static Span span(Row row) throws SQLException {
    return new Span(
        row.text("span_id"),
        row.text("parent_span_id"),
        Span.Kind.valueOf(row.text("kind")),
        row.text("name"),
        row.instant("started_at"),
        row.number("duration_micros"),
        row.optionalNumber("first_event_micros"),
        row.optionalText("failure_code"),
        row.optionalText("provider") == null ? null : attempt(row),
        JsonColumns.map(row.optionalText("attributes")));
  }

  private static Span.Attempt attempt(Row row) throws SQLException {
    return new Span.Attempt(
        row.text("provider"),
        row.text("upstream_model"),
        row.text("reported_model"),
        row.integer("http_status"),
        row.flag("passed_through"),
        UsageColumns.read(row),
        row.optionalNumber("cost_picos"),
        row.optionalText("price_source"));
  }
}
