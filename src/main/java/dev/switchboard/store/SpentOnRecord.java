package dev.switchboard.store;

import dev.switchboard.access.Applies;
import java.sql.SQLException;
import java.time.Instant;
import java.util.OptionalLong;

/** What the calls on record have cost that meet the conditions of a budget. */
final class SpentOnRecord {
  private static final String PLACE =
      """
       FROM calls c WHERE (CAST(:project AS TEXT) IS NULL OR c.project_id = :project)
        AND (CAST(:key AS TEXT) IS NULL OR c.key_id = :key)
        AND c.project_id IN (SELECT id FROM projects) AND c.started_at >= :since\
      """;
  private static final Sql CALLS = Sql.of("SELECT " + Picos.sumOf("c.cost_picos") + PLACE);
  private static final Sql BY_MODEL =
      Sql.of(
          "SELECT m.model AS model, "
              + Picos.sumOf("m.cost_picos")
              + " FROM (SELECT c.model, c.cost_picos"
              + PLACE
              + " AND c.model IS NOT NULL UNION ALL SELECT a.model, a.cost_picos FROM attempts a"
              + " WHERE a.request_id IN (SELECT c.request_id"
              + PLACE
              + ")) m GROUP BY m.model");

  private final Database database;

  SpentOnRecord(Database database) {
    this.database = database;
  }

  /**
   * The sum over the calls that began since then.
   *
   * @return in 1e-12 USD, as far as costs are known; empty where the tables cannot tell, which do
   *     not have tags
   */
  OptionalLong picos(Applies applies, Instant since) {
    if (applies.tag() != null) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(
        database.read(session -> {
          Statement statement =
              session
                  .on(applies.model() == null ? CALLS : BY_MODEL)
                  .bind("project", applies.projectId())
                  .bind("key", applies.keyId())
                  .bind("since", since);
          long sum = 0;
          for (long part : statement.list(row -> part(applies, row))) {
            sum = sum + part < 0 ? Long.MAX_VALUE : sum + part;
          }
          return sum;
        }));
  }

  private static long part(Applies applies, Row row) throws SQLException {
    if (applies.model() != null && !applies.toModel(row.text("model"))) {
      return 0;
    }
    Long picos = Picos.sum(row);
    return picos == null ? Long.MAX_VALUE : picos;
  }
}
