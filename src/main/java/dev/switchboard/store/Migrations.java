package dev.switchboard.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;

/**
 * Brings the tables to this build's schema, forward only.
 *
 * <p>A migration is one script per kind of database, {@code db/migration/<kind>/<nnnn>_<name>.sql},
 * run in one transaction with the row that says so. A script that was released is never changed.
 * When the newest is already there, a start costs one query.
 */
final class Migrations {
  /** In order; the version is the place in the list, from 1. */
  private static final List<String> ALL =
      List.of(
          "0001_books",
          "0002_conversations",
          "0003_calls_as_records",
          "0004_thoughts",
          "0005_budgets",
          "0006_examples",
          "0007_rate_limits",
          "0008_budget_shares",
          "0009_repeated_answers",
          "0010_proofs",
          "0011_routes",
          "0012_records_in_a_row");

  private static final Sql CREATE =
      Sql.of(
          """
          CREATE TABLE IF NOT EXISTS schema_history (
            version INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            applied_at BIGINT NOT NULL)
          """);
  private static final Sql VERSION =
      Sql.of("SELECT COALESCE(MAX(version), 0) AS version FROM schema_history");
  private static final Sql APPLIED =
      Sql.of(
          "INSERT INTO schema_history (version, name, applied_at) VALUES (:version, :name, :at)");
  private static final Sql EXISTS_SQLITE =
      Sql.of("SELECT COUNT(*) AS n FROM sqlite_master WHERE name = 'schema_history'");
  private static final Sql EXISTS_POSTGRESQL =
      Sql.of(
          "SELECT COUNT(*) AS n FROM pg_tables WHERE tablename = 'schema_history'"
              + " AND schemaname = ANY (current_schemas(false))");

  /** Any number, the same in every build: processes that start together take turns. */
  private static final Sql TAKE_TURNS =
      Sql.of("SELECT 1 AS one FROM (SELECT pg_advisory_xact_lock(7164913450182745)) AS turn");

  private Migrations() {}

  /**
   * Applies what is missing.
   *
   * @param name of the database, for messages
   * @throws StoreException.SchemaTooNew if the tables are newer than this build
   */
  static void run(Database database, String name, Clock clock) {
    int found = database.read(session -> version(session, database.kind()));
    if (found > ALL.size()) {
      throw new StoreException.SchemaTooNew(name, found, ALL.size());
    }
    if (found < ALL.size()) {
      database.write(session -> {
        migrate(session, database.kind(), clock);
        return null;
      });
    }
  }

  /** The newest version that this build knows. */
  static int newest() {
    return ALL.size();
  }

  private static int version(Session session, Database.Kind kind) throws SQLException {
    Sql exists =
        switch (kind) {
          case SQLITE -> EXISTS_SQLITE;
          case POSTGRESQL -> EXISTS_POSTGRESQL;
        };
    boolean there = session.on(exists).list(row -> row.number("n")).getFirst() > 0;
    return there ? session.on(VERSION).list(row -> row.integer("version")).getFirst() : 0;
  }

  private static void migrate(Session session, Database.Kind kind, Clock clock)
      throws SQLException {
    if (kind == Database.Kind.POSTGRESQL) {
      session.on(TAKE_TURNS).list(row -> row.number("one"));
    }
    session.on(CREATE).update();
    int found = session.on(VERSION).list(row -> row.integer("version")).getFirst();
    for (int version = found + 1; version <= ALL.size(); version++) {
      String name = ALL.get(version - 1);
      try (java.sql.Statement script = session.connection().createStatement()) {
        script.executeUpdate(script(kind, name));
      }
      session
          .on(APPLIED)
          .bind("version", version)
          .bind("name", name)
          .bind("at", clock.instant())
          .update();
    }
  }

  private static String script(Database.Kind kind, String name) {
    String path = "/db/migration/" + kind.name().toLowerCase(Locale.ROOT) + "/" + name + ".sql";
    try (InputStream in = Migrations.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("resource " + path + " is missing from this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + path, e);
    }
  }
}
