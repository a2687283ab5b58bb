package dev.switchboard.store;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the database is.
 *
 * @param dataFolder for the SQLite file {@value Store#SQLITE_FILE}; made if absent
 * @param jdbcUrl {@code jdbc:postgresql:…}, credentials possibly in it; null for SQLite
 */
public record StoreConfig(Path dataFolder, @Nullable String jdbcUrl) {
  public StoreConfig {
    Objects.requireNonNull(dataFolder);
  }

  /** SQLite in a data folder. */
  public static StoreConfig sqlite(Path dataFolder) {
    return new StoreConfig(dataFolder, null);
  }

  @Override
  public String toString() {
    return "StoreConfig[" + dataFolder + ", " + (jdbcUrl == null ? "SQLite" : "PostgreSQL") + "]";
  }
}
