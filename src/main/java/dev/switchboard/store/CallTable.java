package dev.switchboard.store;

import dev.switchboard.trace.CallEntry;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.CallRecordCodec;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finished calls as rows: what is searched or summed in columns, and the record whole, as the
 * journal holds it, in a table of its own that lists do not read.
 */
final class CallTable {
  private static final Sql INSERT =
      Sql.of(
          """
          INSERT INTO calls (request_id, trace_id, project_id, key_id, name, started_at,
            duration_micros, status, input_tokens, output_tokens, cost_picos, model, span_count)
          VALUES (:request_id, :trace_id, :project_id, :key_id, :name, :started_at,
            :duration_micros, :status, :input_tokens, :output_tokens, :cost_picos, :model,
            :span_count)
          ON CONFLICT (request_id) DO NOTHING
          """);

  private static final Sql INSERT_RECORD =
      Sql.of("INSERT INTO records (request_id, record) VALUES (:request_id, :record)");

  private static final Sql RECORD =
      Sql.of("SELECT record FROM records WHERE request_id = :request_id");

  private static final Sql OF_TRACE =
      Sql.of(
          """
          SELECT r.record FROM calls c JOIN records r ON r.request_id = c.request_id
          WHERE c.project_id = :project AND c.trace_id = :trace AND c.deleted_at IS NULL
          ORDER BY c.started_at, c.request_id LIMIT :limit
          """);

  private static final Sql REPLACE =
      Sql.of("UPDATE records SET record = :record WHERE request_id = :request_id");

  /** What became of each call of a batch, in its order. */
  enum Inserted {
    NEW,
    /** The very same call is there. */
    DUPLICATE,
    /** Another call has its request id. */
    TAKEN
  }

  private CallTable() {}

  /** Writes calls; what is there already stays as it is. */
  static List<Inserted> insert(Session session, List<BookedCall> calls) throws SQLException {
    if (calls.isEmpty()) {
      return List.of();
    }
    Statement insert = session.on(INSERT);
    for (BookedCall call : calls) {
      bind(insert, call.call()).add();
    }
    List<Integer> counts = insert.updateAll();
    List<BookedCall> fresh = new ArrayList<>(calls.size());
    for (int i = 0; i < calls.size(); i++) {
      if (counts.get(i) > 0) {
        fresh.add(calls.get(i));
      }
    }
    AttemptTable.insert(session, fresh);
    insertRecords(session, fresh);
    // Only now: a call may be twice in one batch.
    List<Inserted> outcomes = new ArrayList<>(calls.size());
    for (int i = 0; i < calls.size(); i++) {
      outcomes.add(
          counts.get(i) > 0
              ? Inserted.NEW
              : isThere(session, calls.get(i).call()) ? Inserted.DUPLICATE : Inserted.TAKEN);
    }
    return outcomes;
  }

  private static boolean isThere(Session session, CallEntry call) throws SQLException {
    return session
        .on(RECORD)
        .bind("request_id", call.requestId())
        .first(row -> CallRecordCodec.entry(row.bytes("record")))
        .filter(
            there -> there.traceId().equals(call.traceId()) && there.spanId().equals(call.spanId()))
        .isPresent();
  }

  private static void insertRecords(Session session, List<BookedCall> calls) throws SQLException {
    if (calls.isEmpty()) {
      return;
    }
    Statement insert = session.on(INSERT_RECORD);
    for (BookedCall call : calls) {
      insert.bind("request_id", call.call().requestId()).bind("record", call.record()).add();
    }
    insert.updateAll();
  }

  private static Statement bind(Statement insert, CallEntry call) throws SQLException {
    return insert
        .bind("request_id", call.requestId())
        .bind("trace_id", call.traceId())
        .bind("project_id", call.projectId())
        .bind("key_id", call.keyId())
        .bind("name", call.name())
        .bind("started_at", call.startedAtMicros())
        .bind("duration_micros", call.durationMicros())
        .bind("status", call.status().name())
        .bind("input_tokens", call.total().inputTokens())
        .bind("output_tokens", call.total().outputTokens())
        .bind("cost_picos", call.total().costPicos())
        .bind("model", call.onlyModel())
        .bind("span_count", call.spanCount());
  }

  /** The calls of a trace by their start, whole; none of a deleted one. */
  static List<CallRecord> ofTrace(Session session, String projectId, String traceId, int limit)
      throws SQLException {
    return session
        .on(OF_TRACE)
        .bind("project", projectId)
        .bind("trace", traceId)
        .bind("limit", limit)
        .list(row -> CallRecordCodec.decode(row.bytes("record")));
  }

  /** Puts another record in the place of a call's. */
  static void replace(Session session, CallRecord call) throws SQLException {
    session
        .on(REPLACE)
        .bind("record", CallRecordCodec.encode(call))
        .bind("request_id", call.identity().requestId())
        .update();
  }
}
