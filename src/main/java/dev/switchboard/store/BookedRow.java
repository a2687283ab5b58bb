package dev.switchboard.store;

import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.CallRecordCodec;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call as the tables have it, for whoever proves the books.
 *
 * @param figures what the columns say
 * @param attempts as the columns and rows say, in their order
 * @param record the call as its record says, without its content
 */
record BookedRow(Figures figures, List<BookedAttempt> attempts, CallRecord record) {
  private static final String SELECT =
      """
      SELECT c.request_id, c.trace_id, c.project_id, c.key_id, c.status, c.input_tokens,
        c.output_tokens, c.cost_picos, c.model, r.record
      FROM calls c JOIN records r ON r.request_id = c.request_id \
      """;

  BookedRow {
    Objects.requireNonNull(figures);
    attempts = List.copyOf(attempts);
    Objects.requireNonNull(record);
  }

  /**
   * The columns that are searched and summed.
   *
   * @param model of the only attempt; null when there was none or several
   */
  record Figures(
      String requestId,
      String traceId,
      String projectId,
      String keyId,
      CallRecord.Status status,
      long inputTokens,
      long outputTokens,
      @Nullable Long costPicos,
      @Nullable String model) {
    Figures {
      Objects.requireNonNull(requestId);
      Objects.requireNonNull(traceId);
      Objects.requireNonNull(projectId);
      Objects.requireNonNull(keyId);
      Objects.requireNonNull(status);
    }
  }

  /** Binds the parameters of a condition. */
  @FunctionalInterface
  interface Binder {
    void bind(Statement statement) throws SQLException;
  }

  /**
   * Reads calls.
   *
   * @param condition on {@code calls c}, with its order and limit
   */
  static List<BookedRow> read(Session session, String condition, Binder binder)
      throws SQLException {
    Statement select = session.on(Sql.of(SELECT + condition));
    binder.bind(select);
    List<BookedRow> rows = select.list(row -> new BookedRow(figures(row), List.of(), record(row)));
    if (rows.isEmpty()) {
      return rows;
    }
    Map<String, List<BookedAttempt>> several =
        AttemptTable.read(session, rows.stream().map(row -> row.figures().requestId()).toList());
    return rows.stream()
        .map(row -> new BookedRow(row.figures(), attempts(row.figures(), several), row.record()))
        .toList();
  }

  private static List<BookedAttempt> attempts(
      Figures figures, Map<String, List<BookedAttempt>> several) {
    String only = figures.model();
    return only == null
        ? several.getOrDefault(figures.requestId(), List.of())
        : List.of(
            new BookedAttempt(
                only, figures.inputTokens(), figures.outputTokens(), figures.costPicos()));
  }

  private static Figures figures(Row row) throws SQLException {
    return new Figures(
        row.text("request_id"),
        row.text("trace_id"),
        row.text("project_id"),
        row.text("key_id"),
        CallRecord.Status.valueOf(row.text("status")),
        row.number("input_tokens"),
        row.number("output_tokens"),
        row.optionalNumber("cost_picos"),
        row.optionalText("model"));
  }

  private static CallRecord record(Row row) throws SQLException {
    return CallRecordCodec.decodeWithoutContent(row.bytes("record"));
  }
}
