package dev.switchboard.store;

import dev.switchboard.task.FunctionDefinition;
import dev.switchboard.task.FunctionRevision;
import dev.switchboard.task.FunctionStore;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Functions as rows.
 *
 * <p>Who makes a revision holds the function's row, so callers who race take turns, and the second
 * finds what the first has made.
 */
final class SqlFunctions implements FunctionStore {
  private static final String SELECT =
      """
      SELECT r.project_id, r.name, r.revision, r.instructions, r.input_schema, r.output_schema,
        r.model, r.created_at, f.created_at AS function_created_at
      FROM functions f JOIN function_revisions r
        ON r.project_id = f.project_id AND r.name = f.name \
      """;
  private static final String OF_FUNCTION = "WHERE f.project_id = :project AND f.name = :name ";
  private static final Sql NEWEST = Sql.of(SELECT + OF_FUNCTION + "AND r.revision = f.revision");
  private static final Sql REVISION = Sql.of(SELECT + OF_FUNCTION + "AND r.revision = :revision");
  private static final Sql REVISIONS =
      Sql.of(SELECT + OF_FUNCTION + "ORDER BY r.revision DESC LIMIT :limit");
  private static final Sql LIST =
      Sql.of(
          SELECT
              + """
              WHERE f.project_id = :project AND f.name > :after AND r.revision = f.revision
              ORDER BY f.name LIMIT :limit
              """);
  private static final Sql INSERT =
      Sql.of(
          """
          INSERT INTO functions (project_id, name, revision, created_at)
          VALUES (:project, :name, 0, :at) ON CONFLICT DO NOTHING
          """);
  private static final Sql HOLD =
      Sql.of(
          """
          UPDATE functions SET revision = revision WHERE project_id = :project AND name = :name
          """);
  private static final Sql NUMBER =
      Sql.of("SELECT revision FROM functions WHERE project_id = :project AND name = :name");
  private static final Sql INSERT_REVISION =
      Sql.of(
          """
          INSERT INTO function_revisions (project_id, name, revision, instructions, input_schema,
            output_schema, model, created_at)
          VALUES (:project, :name, :revision, :instructions, :input_schema, :output_schema, :model,
            :at)
          """);
  private static final Sql ADVANCE =
      Sql.of(
          """
          UPDATE functions SET revision = :revision
          WHERE project_id = :project AND name = :name
          """);
  private static final Sql DELETE =
      Sql.of("DELETE FROM functions WHERE project_id = :project AND name = :name");
  private static final Sql DELETE_EXAMPLES =
      Sql.of("DELETE FROM examples WHERE project_id = :project AND function = :name");
  private static final Sql DELETE_REVISIONS =
      Sql.of("DELETE FROM function_revisions WHERE project_id = :project AND name = :name");

  private final Database database;
  private final Clock clock;

  SqlFunctions(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public FunctionRevision declare(String projectId, String name, FunctionDefinition given) {
    // Compared as it would be read back; else some texts would make a revision at every call.
    FunctionDefinition definition =
        new FunctionDefinition(
            Texts.asStored(given.instructions()),
            given.inputSchema(),
            given.outputSchema(),
            given.model());
    Optional<FunctionRevision> present = newest(projectId, name);
    if (present.isPresent() && present.get().definition().equals(definition)) {
      return present.get();
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return database.write(session -> declare(session, projectId, name, definition, now));
  }

  private static FunctionRevision declare(
      Session session, String projectId, String name, FunctionDefinition definition, Instant now)
      throws SQLException {
    hold(session, projectId, name, now);
    Optional<FunctionRevision> present = newest(session, projectId, name);
    if (present.isPresent() && present.get().definition().equals(definition)) {
      return present.get();
    }
    int number = 1 + of(session.on(NUMBER), projectId, name).list(SqlFunctions::number).getFirst();
    of(session.on(INSERT_REVISION), projectId, name)
        .bind("revision", number)
        .bind("instructions", definition.instructions())
        .bind("input_schema", definition.inputSchema())
        .bind("output_schema", definition.outputSchema())
        .bind("model", definition.model())
        .bind("at", now)
        .update();
    of(session.on(ADVANCE), projectId, name).bind("revision", number).update();
    return newest(session, projectId, name).orElseThrow();
  }

  /** Makes the function's row if there is none, and keeps others from changing it. */
  private static void hold(Session session, String projectId, String name, Instant now)
      throws SQLException {
    int held = 0;
    // Again, if somebody deletes the function between the two statements.
    while (held == 0) {
      of(session.on(INSERT), projectId, name).bind("at", now).update();
      held = of(session.on(HOLD), projectId, name).update();
    }
  }

  @Override
  public Optional<FunctionRevision> newest(String projectId, String name) {
    return database.read(session -> newest(session, projectId, name));
  }

  private static Optional<FunctionRevision> newest(Session session, String projectId, String name)
      throws SQLException {
    return of(session.on(NEWEST), projectId, name).first(SqlFunctions::revision);
  }

  @Override
  public Optional<FunctionRevision> revision(String projectId, String name, int number) {
    return database.read(session ->
        of(session.on(REVISION), projectId, name)
            .bind("revision", number)
            .first(SqlFunctions::revision));
  }

  @Override
  public List<FunctionRevision> revisions(String projectId, String name, int limit) {
    return database.read(session ->
        of(session.on(REVISIONS), projectId, name)
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
      int deleted = of(session.on(DELETE), projectId, name).update();
      of(session.on(DELETE_REVISIONS), projectId, name).update();
      of(session.on(DELETE_EXAMPLES), projectId, name).update();
      return deleted > 0;
    });
  }

  private static Statement of(Statement statement, String projectId, String name)
      throws SQLException {
    return statement.bind("project", projectId).bind("name", name);
  }

  private static int number(Row row) throws SQLException {
    return row.integer("revision");
  }

  private static FunctionRevision revision(Row row) throws SQLException {
    return new FunctionRevision(
        row.text("project_id"),
        row.text("name"),
        row.integer("revision"),
        new FunctionDefinition(
            row.text("instructions"),
            row.optionalText("input_schema"),
            row.optionalText("output_schema"),
            row.optionalText("model")),
        row.instant("created_at"),
        row.instant("function_created_at"));
  }
}
