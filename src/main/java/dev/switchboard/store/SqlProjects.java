package dev.switchboard.store;

import dev.switchboard.access.Page;
import dev.switchboard.access.Project;
import dev.switchboard.access.Projects;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.sql.SQLException;
import java.util.Optional;

/** Projects as rows. */
final class SqlProjects implements Projects {
  private static final Sql INSERT =
      Sql.of(
          """
          INSERT INTO projects (id, name, created_at) VALUES (:id, :name, :created_at)
          ON CONFLICT DO NOTHING
          """);
  private static final Sql FIND =
      Sql.of("SELECT id, name, created_at FROM projects WHERE id = :id");
  private static final Sql FIND_BY_NAME =
      Sql.of("SELECT id, name, created_at FROM projects WHERE name = :name");
  private static final Sql LIST =
      Sql.of(
          """
          SELECT id, name, created_at FROM projects WHERE id > :after ORDER BY id LIMIT :limit
          """);

  private final Database database;

  SqlProjects(Database database) {
    this.database = database;
  }

  @Override
  public void insert(Project project) {
    int inserted =
        database.write(session ->
            session
                .on(INSERT)
                .bind("id", project.id())
                .bind("name", project.name())
                .bind("created_at", project.createdAt())
                .update());
    if (inserted == 0) {
      throw new FailureException(
          new Failure.Conflict("project " + project.name() + ": there is one of that name"));
    }
  }

  @Override
  public Optional<Project> find(String id) {
    return database.read(session -> session.on(FIND).bind("id", id).first(SqlProjects::project));
  }

  @Override
  public Optional<Project> findByName(String name) {
    return database.read(
        session -> session.on(FIND_BY_NAME).bind("name", name).first(SqlProjects::project));
  }

  @Override
  public Page<Project> list(Page.Request page) {
    return Pages.of(
        page,
        database.read(session -> Pages.bind(session.on(LIST), page).list(SqlProjects::project)),
        Project::id);
  }

  private static Project project(Row row) throws SQLException {
    return new Project(row.text("id"), row.text("name"), row.instant("created_at"));
  }
}
