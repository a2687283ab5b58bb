package dev.switchboard.store;

import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.Span;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finished calls as rows, with their spans and contents. */
final class CallTable {
  private static final String COLUMNS =
      """
      request_id, trace_id, span_id, parent_span_id, project_id, key_id, surface, tags, metadata,
      name, revision, requested_model, stream, decision, started_at, duration_micros, status,
      http_status, failure_code, failure_message, raw_stop_reason, cost_picos, models_used,
      served_provider, notes, span_count,\
      """;

  private static final Sql INSERT =
      Sql.of(
          "INSERT INTO calls ("
              + COLUMNS
              + UsageColumns.NAMES
              + """
              ) VALUES (:request_id, :trace_id, :span_id, :parent_span_id, :project_id, :key_id,
                :surface, :tags, :metadata, :name, :revision, :requested_model, :stream, :decision,
                :started_at, :duration_micros, :status, :http_status, :failure_code,
                :failure_message, :raw_stop_reason, :cost_picos, :models_used, :served_provider,
                :notes, :span_count,\
              """
              + UsageColumns.PARAMETERS
              + ") ON CONFLICT (request_id) DO NOTHING");

  private static final Sql INSERT_CONTENT =
      Sql.of(
          """
          INSERT INTO contents (request_id, input, output) VALUES (:request_id, :input, :output)
          """);

  private static final Sql ROOT_SPAN =
      Sql.of("SELECT trace_id, span_id FROM calls WHERE request_id = :request_id");

  /** What became of each call of a batch, in its order. */
  enum Inserted {
    NEW,
    /** The very same call is there. */
    DUPLICATE,
    /** Another call has its request id. */
    TAKEN
  }

  private CallTable() {}

  /** Writes calls with their spans and contents; what is there already stays as it is. */
  static List<Inserted> insert(Session session, List<CallRecord> calls) throws SQLException {
    if (calls.isEmpty()) {
      return List.of();
    }
    Statement insert = session.on(INSERT);
    for (CallRecord call : calls) {
      bind(insert, call).add();
    }
    List<Integer> counts = insert.updateAll();
    List<Inserted> outcomes = new ArrayList<>(calls.size());
    List<CallRecord> fresh = new ArrayList<>(calls.size());
    for (int i = 0; i < calls.size(); i++) {
      if (counts.get(i) > 0) {
        fresh.add(calls.get(i));
        outcomes.add(Inserted.NEW);
      } else {
        outcomes.add(isThere(session, calls.get(i)) ? Inserted.DUPLICATE : Inserted.TAKEN);
      }
    }
    SpanTable.insert(session, fresh);
    insertContents(session, fresh);
    return outcomes;
  }

  private static boolean isThere(Session session, CallRecord call) throws SQLException {
    CallRecord.Identity identity = call.identity();
    return session
        .on(ROOT_SPAN)
        .bind("request_id", identity.requestId())
        .first(row ->
            row.text("trace_id").equals(identity.traceId())
                && row.text("span_id").equals(identity.spanId()))
        .orElse(false);
  }

  private static void insertContents(Session session, List<CallRecord> calls) throws SQLException {
    Statement insert = session.on(INSERT_CONTENT);
    boolean any = false;
    for (CallRecord call : calls) {
      CallRecord.Content content = call.content();
      if (content.input() != null || content.output() != null) {
        insert
            .bind("request_id", call.identity().requestId())
            .bind("input", content.input())
            .bind("output", content.output())
            .add();
        any = true;
      }
    }
    if (any) {
      insert.updateAll();
    }
  }

  private static Statement bind(Statement insert, CallRecord call) throws SQLException {
    insert
        .bind("request_id", call.identity().requestId())
        .bind("trace_id", call.identity().traceId())
        .bind("span_id", call.identity().spanId())
        .bind("parent_span_id", call.identity().parentSpanId())
        .bind("project_id", call.caller().projectId())
        .bind("key_id", call.caller().keyId())
        .bind("surface", call.caller().surface())
        .bind("tags", JsonColumns.ofMap(call.caller().tags()))
        .bind("metadata", call.caller().metadata())
        .bind("name", call.task().name())
        .bind("revision", boxed(call.task().revision()))
        .bind("requested_model", call.task().requestedModel())
        .bind("stream", call.task().stream())
        .bind("decision", call.task().decision())
        .bind("started_at", call.startedAt())
        .bind("duration_micros", call.durationMicros())
        .bind("status", call.outcome().status().name())
        .bind("http_status", call.outcome().httpStatus())
        .bind("failure_code", call.outcome().failureCode())
        .bind("failure_message", call.outcome().failureMessage())
        .bind("raw_stop_reason", call.outcome().rawStopReason())
        .bind("cost_picos", call.bill().costPicos())
        .bind("models_used", JsonColumns.ofList(call.bill().modelsUsed()))
        .bind("served_provider", call.bill().servedProvider())
        .bind("notes", JsonColumns.ofNotes(call.notes()))
        .bind("span_count", call.spans().size());
    return UsageColumns.bind(insert, call.bill().usage());
  }

  private static @Nullable Long boxed(@Nullable Integer value) {
    return value == null ? null : Long.valueOf(value);
  }

  /**
   * Calls with their spans, without their contents.
   *
   * @param condition what follows {@code FROM calls}, with its order and limit
   */
  static List<CallRecord> read(Session session, String condition, Binder binder)
      throws SQLException {
    Statement select =
        session.on(Sql.of("SELECT " + COLUMNS + UsageColumns.NAMES + " FROM calls " + condition));
    binder.bind(select);
    List<CallRecord> bare = select.list(CallTable::call);
    if (bare.isEmpty()) {
      return bare;
    }
    Map<String, List<Span>> spans =
        SpanTable.read(session, bare.stream().map(call -> call.identity().requestId()).toList());
    return bare.stream()
        .map(call ->
            with(call, spans.getOrDefault(call.identity().requestId(), List.of()), call.content()))
        .toList();
  }

  /** Binds the parameters of a condition. */
  @FunctionalInterface
  interface Binder {
    void bind(Statement statement) throws SQLException;
  }

  static CallRecord with(CallRecord call, List<Span> spans, CallRecord.Content content) {
    return new CallRecord(
        call.identity(),
        call.caller(),
        call.task(),
        call.startedAt(),
        call.durationMicros(),
        call.outcome(),
        call.bill(),
        spans,
        call.notes(),
        content);
  }

  private static CallRecord call(Row row) throws SQLException {
    Long revision = row.optionalNumber("revision");
    return new CallRecord(
        new CallRecord.Identity(
            row.text("trace_id"),
            row.text("span_id"),
            row.optionalText("parent_span_id"),
            row.text("request_id")),
        new CallRecord.Caller(
            row.text("project_id"),
            row.text("key_id"),
            row.text("surface"),
            JsonColumns.map(row.optionalText("tags")),
            row.optionalText("metadata")),
        new CallRecord.Task(
            row.text("name"),
            revision == null ? null : Integer.valueOf(revision.intValue()),
            row.text("requested_model"),
            row.flag("stream"),
            row.text("decision")),
        row.instant("started_at"),
        row.number("duration_micros"),
        new CallRecord.Outcome(
            CallRecord.Status.valueOf(row.text("status")),
            row.integer("http_status"),
            row.optionalText("failure_code"),
            row.optionalText("failure_message"),
            row.optionalText("raw_stop_reason")),
        new CallRecord.Bill(
            UsageColumns.read(row),
            row.optionalNumber("cost_picos"),
            JsonColumns.list(row.optionalText("models_used")),
            row.optionalText("served_provider")),
        List.of(),
        JsonColumns.notes(row.optionalText("notes")),
        CallRecord.Content.NONE);
  }
}
