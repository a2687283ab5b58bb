package dev.switchboard.store;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.routing.RouteStore;
import dev.switchboard.routing.StoredRoute;
import java.util.List;

/** Routes as rows. */
final class SqlRoutes implements RouteStore {
  private static final Sql PUT =
      Sql.of(
          """
          INSERT INTO routes (name, definition, updated_at) VALUES (:name, :definition, :updated)
          ON CONFLICT (name) DO UPDATE
          SET definition = excluded.definition, updated_at = excluded.updated_at
          """);
  private static final Sql DELETE = Sql.of("DELETE FROM routes WHERE name = :name");
  private static final Sql OTHERS = Sql.of("SELECT COUNT(*) AS n FROM routes WHERE name <> :name");
  private static final Sql ALL =
      Sql.of("SELECT name, definition, updated_at FROM routes ORDER BY name LIMIT " + MOST);

  private final Database database;

  SqlRoutes(Database database) {
    this.database = database;
  }

  @Override
  public void put(StoredRoute route) {
    database.write(session -> {
      long others =
          session.on(OTHERS).bind("name", route.name()).list(row -> row.number("n")).getFirst();
      if (others >= MOST) {
        throw new FailureException(
            new Failure.Conflict("there are " + MOST + " routes (expected: fewer)"));
      }
      return session
          .on(PUT)
          .bind("name", route.name())
          .bind("definition", route.definition())
          .bind("updated", route.updatedAt())
          .update();
    });
  }

  @Override
  public boolean delete(String name) {
    return database.write(session -> session.on(DELETE).bind("name", name).update()) > 0;
  }

  @Override
  public List<StoredRoute> all() {
    return database.read(session ->
        session
            .on(ALL)
            .list(row ->
                new StoredRoute(
                    row.text("name"), row.text("definition"), row.instant("updated_at"))));
  }
}
