package dev.switchboard.store;

import dev.switchboard.pipeline.SealedThoughts;
import dev.switchboard.pipeline.ThoughtStore;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sealed thoughts as rows.
 *
 * <p>Bounded: what has expired goes, and of more than {@value #MAX_ROWS} rows the oldest; looked
 * after once in {@value #EVERY} writes.
 */
final class SqlThoughts implements ThoughtStore {
  private static final int MAX_ROWS = 100_000;
  private static final int EVERY = 100;

  private static final Sql PUT =
      Sql.of(
          """
          INSERT INTO thoughts (project_id, lookup, sealed, expires_at)
          VALUES (:project, :lookup, :sealed, :expires)
          ON CONFLICT (project_id, lookup)
          DO UPDATE SET sealed = excluded.sealed, expires_at = excluded.expires_at
          """);
  private static final Sql FIND =
      Sql.of(
          """
          SELECT sealed FROM thoughts
          WHERE project_id = :project AND lookup = :lookup AND expires_at > :now
          """);
  private static final Sql EXPIRE = Sql.of("DELETE FROM thoughts WHERE expires_at <= :now");
  private static final Sql OLDEST_KEPT =
      Sql.of("SELECT expires_at FROM thoughts ORDER BY expires_at DESC LIMIT 1 OFFSET :rows");

  private final Database database;
  private final Clock clock;
  private int writes;

  SqlThoughts(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public void put(String projectId, List<String> keys, SealedThoughts thoughts, Instant expiresAt) {
    boolean tidy = isTurnToTidy();
    database.write(session -> {
      for (String key : keys) {
        session
            .on(PUT)
            .bind("project", projectId)
            .bind("lookup", key)
            .bind("sealed", thoughts.bytes())
            .bind("expires", expiresAt)
            .update();
      }
      if (tidy) {
        tidy(session);
      }
      return keys.size();
    });
  }

  @Override
  public Map<String, SealedThoughts> find(String projectId, List<String> keys, Instant now) {
    return database.read(session -> {
      Map<String, SealedThoughts> found = new HashMap<>();
      for (String key : keys) {
        session
            .on(FIND)
            .bind("project", projectId)
            .bind("lookup", key)
            .bind("now", now)
            .first(row -> new SealedThoughts(row.bytes("sealed")))
            .ifPresent(thoughts -> found.put(key, thoughts));
      }
      return found;
    });
  }

  private void tidy(Session session) throws SQLException {
    session.on(EXPIRE).bind("now", clock.instant()).update();
    Optional<Instant> tooOld =
        session.on(OLDEST_KEPT).bind("rows", MAX_ROWS).first(row -> row.instant("expires_at"));
    if (tooOld.isPresent()) {
      session.on(EXPIRE).bind("now", tooOld.get()).update();
    }
  }

  private synchronized boolean isTurnToTidy() {
    return writes++ % EVERY == 0;
  }
}
