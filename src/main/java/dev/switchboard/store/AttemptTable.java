package dev.switchboard.store;

import dev.switchboard.trace.CallEntry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The attempts of calls that had several; the only one of a call is in the call's row. */
final class AttemptTable {
  private static final Sql INSERT =
      Sql.of(
          """
          INSERT INTO attempts (request_id, ordinal, model, input_tokens, output_tokens, cost_picos)
          VALUES (:request_id, :ordinal, :model, :input_tokens, :output_tokens, :cost_picos)
          """);

  private AttemptTable() {}

  /** Writes those of calls that are not there yet. */
  static void insert(Session session, List<BookedCall> calls) throws SQLException {
    Statement insert = session.on(INSERT);
    boolean any = false;
    for (BookedCall call : calls) {
      if (call.call().onlyModel() != null) {
        continue;
      }
      List<CallEntry.Attempt> attempts = call.call().attempts();
      for (int i = 0; i < attempts.size(); i++) {
        CallEntry.Sum sum = attempts.get(i).sum();
        insert
            .bind("request_id", call.call().requestId())
            .bind("ordinal", i)
            .bind("model", attempts.get(i).model())
            .bind("input_tokens", sum.inputTokens())
            .bind("output_tokens", sum.outputTokens())
            .bind("cost_picos", sum.costPicos())
            .add();
        any = true;
      }
    }
    if (any) {
      insert.updateAll();
    }
  }

  /** Those of some calls, by request id, in their order. */
  static Map<String, List<BookedAttempt>> read(Session session, List<String> requestIds)
      throws SQLException {
    Statement select =
        session.once(
            Sql.of(
                """
                SELECT request_id, model, input_tokens, output_tokens, cost_picos FROM attempts
                WHERE request_id IN (\
                """
                    + Sql.list("id", requestIds.size())
                    + ") ORDER BY request_id, ordinal"));
    for (int i = 0; i < requestIds.size(); i++) {
      select.bind("id" + i, requestIds.get(i));
    }
    Map<String, List<BookedAttempt>> attempts = new HashMap<>();
    select.list(row ->
        attempts
            .computeIfAbsent(row.text("request_id"), _ -> new ArrayList<>())
            .add(
                new BookedAttempt(
                    row.text("model"),
                    row.number("input_tokens"),
                    row.number("output_tokens"),
                    row.optionalNumber("cost_picos"))));
    return attempts;
  }
}
