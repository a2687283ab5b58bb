package dev.switchboard.store;

import dev.switchboard.task.FunctionDefinition;
import dev.switchboard.task.FunctionRevision;
import dev.switchboard.task.FunctionStore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Functions and their revisions as rows.
 *
 * <p>A function's own row is changed first in every declaration, so that callers who race wait for
 * each other there and one of them makes the revision.
 */
final class SqlFunctions implements FunctionStore {
  private static final String COLUMNS =
      """
      SELECT r.project_id, r.name, r.revision, r.instructions, r.input_schema, r.output_schema,
             r.model, r.created_at, r.tuple_hash, f.created_at AS function_created_at
      FROM functions f JOIN function_revisions r
        ON r.project_id = f.project_id AND r.name = f.name
      """;

  private static final Sql INSERT_FUNCTION =
      Sql.of(
          """
          INSERT INTO functions (project_id, name, revision, created_at, updated_at)
          VALUES (:project, :name, 0, :now, :now) ON CONFLICT DO NOTHING
          """);
  private static final Sql LOCK =
      Sql.of(
          """
          UPDATE functions SET updated_at = :now WHERE project_id = :project AND name = :name
          """);
  private static final Sql SET_REVISION =
      Sql.of(
          """
          UPDATE functions SET revision = :revision WHERE project_id = :project AND name = :name
          """);
  private static final Sql INSERT_REVISION =
      Sql.of(
          """
          INSERT INTO function_revisions (project_id, name, revision, tuple_hash, instructions,
            input_schema, output_schema, model, options, created_at)
          VALUES (:project, :name, :revision, :hash, :instructions,
            :input_schema, :output_schema, :model, NULL, :now)
          """);
  private static final Sql NEWEST =
      Sql.of(
          COLUMNS
              + """
              WHERE f.project_id = :project AND f.name = :name AND r.revision = f.revision
              """);
  private static final Sql ONE =
      Sql.of(
          COLUMNS
              + """
              WHERE f.project_id = :project AND f.name = :name AND r.revision = :revision
              """);
  private static final Sql REVISIONS =
      Sql.of(
          COLUMNS
              + """
              WHERE f.project_id = :project AND f.name = :name
              ORDER BY r.revision DESC LIMIT :limit
              """);
  private static final Sql LIST =
      Sql.of(
          COLUMNS
              + """
              WHERE f.project_id = :project AND f.name > :after AND r.revision = f.revision
              ORDER BY f.name LIMIT :limit
              """);
  private static final Sql DELETE_REVISIONS =
      Sql.of("DELETE FROM function_revisions WHERE project_id = :project AND name = :name");
  private static final Sql DELETE =
      Sql.of("DELETE FROM functions WHERE project_id = :project AND name = :name");

  private final Database database;
  private final Clock clock;

  SqlFunctions(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public FunctionRevision declare(String projectId, String name, FunctionDefinition definition) {
    Optional<FunctionRevision> newest = newest(projectId, name);
    if (newest.isPresent() && newest.get().definition().equals(definition)) {
      return newest.get();
    }
    Instant now = clock.instant();
    return database.write(session -> declare(session, projectId, name, definition, now));
  }

  @Override
  public Optional<FunctionRevision> newest(String projectId, String name) {
    return database.read(session -> newest(session, projectId, name));
  }

  @Override
  public Optional<FunctionRevision> revision(String projectId, String name, int number) {
    return database.read(session ->
        named(session.on(ONE), projectId, name)
            .bind("revision", number)
            .first(SqlFunctions::revision));
  }

  @Override
  public List<FunctionRevision> revisions(String projectId, String name, int limit) {
    return database.read(session ->
        named(session.on(REVISIONS), projectId, name)
            .bind("limit", limit)
            .list(SqlFunctions::revision));
  }

  @Override
  public List<FunctionRevision> list(String projectId, String afterName, int limit) {
    return database.read(session ->
        session
            .on(LIST)
            .bind("project", projectId)
            .bind("after", afterName)
            .bind("limit", limit)
            .list(SqlFunctions::revision));
  }

  @Override
  public boolean delete(String projectId, String name) {
    return database.write(session -> {
      named(session.on(DELETE_REVISIONS), projectId, name).update();
      return named(session.on(DELETE), projectId, name).update() > 0;
    });
  }

  private static FunctionRevision declare(
      Session session, String projectId, String name, FunctionDefinition definition, Instant now)
      throws SQLException {
    named(session.on(INSERT_FUNCTION), projectId, name).bind("now", now).update();
    named(session.on(LOCK), projectId, name).bind("now", now).update();
    Optional<FunctionRevision> newest = newest(session, projectId, name);
    if (newest.isPresent() && newest.get().definition().equals(definition)) {
      return newest.get();
    }
    int number = newest.map(FunctionRevision::number).orElse(0) + 1;
    named(session.on(INSERT_REVISION), projectId, name)
        .bind("revision", number)
        .bind("hash", hash(definition))
        .bind("instructions", definition.instructions())
        .bind("input_schema", definition.inputSchema())
        .bind("output_schema", definition.outputSchema())
        .bind("model", definition.model())
        .bind("now", now)
        .update();
    named(session.on(SET_REVISION), projectId, name).bind("revision", number).update();
    return newest(session, projectId, name).orElseThrow();
  }

  private static Optional<FunctionRevision> newest(Session session, String projectId, String name)
      throws SQLException {
    return named(session.on(NEWEST), projectId, name).first(SqlFunctions::revision);
  }

  private static Statement named(Statement statement, String projectId, String name)
      throws SQLException {
    return statement.bind("project", projectId).bind("name", name);
  }

  private static FunctionRevision revision(Row row) throws SQLException {
    return new FunctionRevision(
        row.text("project_id"),
        row.text("name"),
        (int) row.number("revision"),
        new FunctionDefinition(
            row.text("instructions"),
            row.optionalText("input_schema"),
            row.optionalText("output_schema"),
            row.optionalText("model")),
        row.instant("created_at"),
        row.instant("function_created_at"));
  }

  /** Finds equal definitions without comparing their texts. */
  private static String hash(FunctionDefinition definition) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      add(digest, definition.instructions());
      add(digest, definition.inputSchema());
      add(digest, definition.outputSchema());
      add(digest, definition.model());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void add(MessageDigest digest, @Nullable String text) {
    digest.update((byte) (text == null ? 0 : 1));
    if (text != null) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      digest.update(Integer.toString(bytes.length).getBytes(StandardCharsets.UTF_8));
      digest.update((byte) ':');
      digest.update(bytes);
    }
  }
}
