package dev.switchboard.store;

import java.math.BigDecimal;
import java.sql.SQLException;

/**
 * Proves that no call has gone from the tables or come into them but from a journal, also when the
 * journal that brought it is not kept any more.
 */
final class TotalsProof {
  private static final int NAMED = LedgerReport.MAX_FINDINGS;

  // In one statement, which sees the tables as they are at one moment.
  private static final Sql TOTALS =
      Sql.of(
          "SELECT t.calls AS counted_calls, t.unpriced AS counted_unpriced,"
              + " t.micros AS counted_micros, t.rest AS counted_rest,"
              + " c.calls, c.unpriced, c.micros, c.rest FROM"
              + " (SELECT COALESCE(SUM(calls), 0) AS calls, COALESCE(SUM(unpriced), 0) AS unpriced,"
              + " COALESCE(SUM(micros), 0) AS micros, COALESCE(SUM(rest), 0) AS rest"
              + " FROM booked_totals) t,"
              + " (SELECT COUNT(*) AS calls, COUNT(*) - COUNT(cost_picos) AS unpriced, "
              + Picos.sumOf("cost_picos")
              + " FROM calls) c");
  private static final Sql NO_RECORD =
      Sql.of(
          """
          SELECT c.request_id FROM calls c
          WHERE NOT EXISTS (SELECT 1 FROM records r WHERE r.request_id = c.request_id)
          ORDER BY c.request_id LIMIT :limit
          """);
  private static final Sql RECORD_ALONE =
      Sql.of(
          """
          SELECT r.request_id FROM records r
          WHERE NOT EXISTS (SELECT 1 FROM calls c WHERE c.request_id = r.request_id)
          ORDER BY r.request_id LIMIT :limit
          """);
  private static final Sql ATTEMPT_ALONE =
      Sql.of(
          """
          SELECT DISTINCT a.request_id FROM attempts a
          WHERE NOT EXISTS (SELECT 1 FROM calls c WHERE c.request_id = a.request_id)
          ORDER BY a.request_id LIMIT :limit
          """);

  private final Database database;

  TotalsProof(Database database) {
    this.database = database;
  }

  void check(LedgerSums sums) {
    Totals totals =
        database.read(session -> session.on(TOTALS).first(TotalsProof::totals)).orElseThrow();
    if (totals.counted().calls() != totals.found().calls()) {
      sums.find(
          "all calls",
          "%d are in the tables, %d were written"
              .formatted(totals.found().calls(), totals.counted().calls()));
    }
    if (totals.counted().unpriced() != totals.found().unpriced()) {
      sums.find(
          "all calls",
          "%d of unknown cost are in the tables, %d were written"
              .formatted(totals.found().unpriced(), totals.counted().unpriced()));
    }
    if (totals.counted().usd().compareTo(totals.found().usd()) != 0) {
      sums.find(
          "all calls",
          "they cost %s USD in the tables, %s as they were written"
              .formatted(
                  totals.found().usd().toPlainString(), totals.counted().usd().toPlainString()));
    }
    name(NO_RECORD, "is in the tables without its record", sums);
    name(RECORD_ALONE, "has a record but no row among the calls", sums);
    name(ATTEMPT_ALONE, "has attempts but no row among the calls", sums);
  }

  private void name(Sql sql, String what, LedgerSums sums) {
    database
        .read(session -> session.on(sql).bind("limit", NAMED).list(row -> row.text("request_id")))
        .forEach(id -> sums.find(id, what));
  }

  private record Totals(Sum counted, Sum found) {}

  private record Sum(long calls, long unpriced, BigDecimal usd) {}

  private static Totals totals(Row row) throws SQLException {
    return new Totals(
        new Sum(
            row.number("counted_calls"),
            row.number("counted_unpriced"),
            Picos.usd(row.number("counted_micros"), row.number("counted_rest"))),
        new Sum(
            row.number("calls"),
            row.number("unpriced"),
            Picos.usd(row.number("micros"), row.number("rest"))));
  }
}
