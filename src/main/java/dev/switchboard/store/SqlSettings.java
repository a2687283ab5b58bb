package dev.switchboard.store;

import dev.switchboard.access.Settings;
import java.util.Optional;

/** Settings as rows. */
final class SqlSettings implements Settings {
  private static final Sql FIND = Sql.of("SELECT value FROM settings WHERE name = :name");
  private static final Sql INSERT =
      Sql.of(
          """
          INSERT INTO settings (name, value) VALUES (:name, :value) ON CONFLICT DO NOTHING
          """);

  private final Database database;

  SqlSettings(Database database) {
    this.database = database;
  }

  @Override
  public Optional<String> find(String name) {
    return database.read(
        session -> session.on(FIND).bind("name", name).first(row -> row.text("value")));
  }

  @Override
  public String insertIfAbsent(String name, String value) {
    database.write(session -> session.on(INSERT).bind("name", name).bind("value", value).update());
    return find(name).orElseThrow();
  }
}
