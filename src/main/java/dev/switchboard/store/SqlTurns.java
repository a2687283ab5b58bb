package dev.switchboard.store;

import dev.switchboard.conversation.Turn;
import dev.switchboard.conversation.Turns;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Kept turns as rows. */
final class SqlTurns implements Turns {
  private static final int SWEPT_AT_ONCE = 500;

  private static final String COLUMNS =
      """
      SELECT t.project_id, t.surface, t.id, t.previous_id, t.state, t.input, t.answer,
        t.created_at, t.expires_at, t.alive_at
      FROM conversation_turns t \
      """;
  private static final String OF_KEY = "project_id = :project AND surface = :surface AND id = :id";
  private static final Sql FIND =
      Sql.of(
          COLUMNS
              + """
              WHERE t.project_id = :project AND t.surface = :surface AND t.id = :id
                AND t.expires_at > :now
              """);
  private static final Sql OF_ITEM =
      Sql.of(
          COLUMNS
              + """
              JOIN conversation_items i ON i.project_id = t.project_id AND i.surface = t.surface
                AND i.turn_id = t.id
              WHERE i.project_id = :project AND i.surface = :surface AND i.item_id = :id
                AND t.expires_at > :now
              ORDER BY t.created_at DESC LIMIT 1
              """);
  private static final Sql INSERT =
      Sql.of(
          """
          INSERT INTO conversation_turns (project_id, surface, id, previous_id, state, input, answer,
            created_at, expires_at, alive_at)
          VALUES (:project, :surface, :id, :previous, :state, :input, :answer, :created, :expires,
            :alive)
          ON CONFLICT (project_id, surface, id) DO UPDATE SET state = excluded.state,
            answer = excluded.answer
          """);
  private static final Sql INSERT_ITEM =
      Sql.of(
          """
          INSERT INTO conversation_items (project_id, surface, item_id, turn_id)
          VALUES (:project, :surface, :item, :id) ON CONFLICT DO NOTHING
          """);
  private static final Sql FINISH =
      Sql.of(
          "UPDATE conversation_turns SET state = :state, answer = :answer WHERE "
              + OF_KEY
              + " AND state = 'RUNNING'");
  private static final Sql ALIVE =
      Sql.of("UPDATE conversation_turns SET alive_at = :now WHERE " + OF_KEY);
  private static final Sql DELETE = Sql.of("DELETE FROM conversation_turns WHERE " + OF_KEY);
  private static final Sql DELETE_ITEMS =
      Sql.of(
          """
          DELETE FROM conversation_items
          WHERE project_id = :project AND surface = :surface AND turn_id = :id
          """);
  private static final Sql EXPIRED =
      Sql.of(
          """
          SELECT project_id, surface, id FROM conversation_turns WHERE expires_at <= :now
          ORDER BY expires_at LIMIT :limit
          """);
  private static final Sql CROWDED =
      Sql.of(
          """
          SELECT project_id, COUNT(*) AS n FROM conversation_turns GROUP BY project_id
          HAVING COUNT(*) > :kept ORDER BY project_id LIMIT 100
          """);
  private static final Sql OLDEST =
      Sql.of(
          """
          SELECT project_id, surface, id FROM conversation_turns WHERE project_id = :project
          ORDER BY created_at LIMIT :limit
          """);

  private final Database database;
  private final Clock clock;

  SqlTurns(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public void insert(Turn turn, List<String> itemIds) {
    database.write(session -> {
      of(session.on(INSERT), turn.key())
          .bind("previous", turn.previousId())
          .bind("state", turn.state().name())
          .bind("input", turn.input())
          .bind("answer", turn.answer())
          .bind("created", turn.createdAt())
          .bind("expires", turn.expiresAt())
          .bind("alive", turn.aliveAt())
          .update();
      insertItems(session, turn.key(), itemIds);
      return null;
    });
  }

  private static void insertItems(Session session, Turn.Key key, List<String> itemIds)
      throws SQLException {
    for (String item : itemIds) {
      session
          .on(INSERT_ITEM)
          .bind("project", key.projectId())
          .bind("surface", key.surface())
          .bind("item", item)
          .bind("id", key.id())
          .update();
    }
  }

  @Override
  public boolean finish(Turn turn, List<String> itemIds) {
    return database.write(session -> {
      int changed =
          session
              .on(FINISH)
              .bind("state", turn.state().name())
              .bind("answer", turn.answer())
              .bind("project", turn.key().projectId())
              .bind("surface", turn.key().surface())
              .bind("id", turn.key().id())
              .update();
      if (changed > 0) {
        insertItems(session, turn.key(), itemIds);
      }
      return changed > 0;
    });
  }

  @Override
  public Optional<Turn> find(Turn.Key key) {
    return database.read(session -> first(session, FIND, key));
  }

  @Override
  public List<Turn> chain(Turn.Key newest, int limit) {
    return database.read(session -> {
      List<Turn> chain = new ArrayList<>();
      Turn.@Nullable Key next = newest;
      while (next != null && chain.size() < limit) {
        Optional<Turn> turn = first(session, FIND, next);
        String previous = turn.map(Turn::previousId).orElse(null);
        turn.ifPresent(chain::add);
        next = previous == null ? null : next.other(previous);
      }
      return chain;
    });
  }

  @Override
  public Optional<Turn> ofItem(Turn.Key item) {
    return database.read(session -> first(session, OF_ITEM, item));
  }

  private Optional<Turn> first(Session session, Sql sql, Turn.Key key) throws SQLException {
    return of(session.on(sql), key).bind("now", clock.instant()).first(SqlTurns::turn);
  }

  @Override
  public boolean delete(Turn.Key key) {
    return database.write(session -> delete(session, key));
  }

  private static boolean delete(Session session, Turn.Key key) throws SQLException {
    of(session.on(DELETE_ITEMS), key).update();
    return of(session.on(DELETE), key).update() > 0;
  }

  @Override
  public void alive(List<Turn.Key> keys, Instant now) {
    if (keys.isEmpty()) {
      return;
    }
    database.write(session -> {
      for (Turn.Key key : keys) {
        of(session.on(ALIVE).bind("now", now), key).update();
      }
      return null;
    });
  }

  @Override
  public int sweep(Instant now, int keptPerProject) {
    int expired =
        database.write(session ->
            deleteAll(
                session,
                session
                    .on(EXPIRED)
                    .bind("now", now)
                    .bind("limit", SWEPT_AT_ONCE)
                    .list(SqlTurns::key)));
    int crowding =
        database.write(session -> {
          int deleted = 0;
          for (Crowd crowd :
              session
                  .on(CROWDED)
                  .bind("kept", keptPerProject)
                  .list(row -> new Crowd(row.text("project_id"), row.number("n")))) {
            long surplus = Math.min(SWEPT_AT_ONCE, crowd.turns() - keptPerProject);
            deleted +=
                deleteAll(
                    session,
                    session
                        .on(OLDEST)
                        .bind("project", crowd.projectId())
                        .bind("limit", surplus)
                        .list(SqlTurns::key));
          }
          return deleted;
        });
    return expired + crowding;
  }

  /** A project with more turns than are kept. */
  private record Crowd(String projectId, long turns) {}

  private static int deleteAll(Session session, List<Turn.Key> keys) throws SQLException {
    for (Turn.Key key : keys) {
      delete(session, key);
    }
    return keys.size();
  }

  private static Statement of(Statement statement, Turn.Key key) throws SQLException {
    return statement
        .bind("project", key.projectId())
        .bind("surface", key.surface())
        .bind("id", key.id());
  }

  private static Turn.Key key(Row row) throws SQLException {
    return new Turn.Key(row.text("project_id"), row.text("surface"), row.text("id"));
  }

  private static Turn turn(Row row) throws SQLException {
    return new Turn(
        key(row),
        row.optionalText("previous_id"),
        Turn.State.valueOf(row.text("state")),
        row.text("input"),
        row.text("answer"),
        row.instant("created_at"),
        row.instant("expires_at"),
        row.instant("alive_at"));
  }
}
