package dev.switchboard.app;

import dev.switchboard.app.DoctorCommand.Check;
import dev.switchboard.config.Config;
import dev.switchboard.http.BindException;
import dev.switchboard.http.HttpServer;
import dev.switchboard.http.ServerConfig;
import dev.switchboard.http.Transport;
import dev.switchboard.journal.JournalInspection;
import dev.switchboard.store.Store;
import dev.switchboard.store.StoreConfig;
import dev.switchboard.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.OptionalLong;

/** Looks at what a gateway needs of its machine. */
final class Checks {
  private static final int WANTED_JAVA = 25;

  private final Clock clock;

  Checks(Clock clock) {
    this.clock = clock;
  }

  Check java() {
    int version = Runtime.version().feature();
    return new Check(
        version >= WANTED_JAVA,
        "Java",
        Runtime.version()
            + " from "
            + System.getProperty("java.home")
            + (version >= WANTED_JAVA ? "" : " (expected: " + WANTED_JAVA + " or newer)"));
  }

  Check folder(Path folder) {
    Path shown = folder.toAbsolutePath().normalize();
    try {
      DataFolder.prepare(folder);
    } catch (DataFolder.DataFolderException e) {
      return failed("data folder", e);
    }
    OptionalLong holder = holder(folder);
    return new Check(
        true,
        "data folder",
        shown
            + " is writable"
            + (holder.isPresent() ? ", in use by process " + holder.getAsLong() : ""));
  }

  Check port(Config config) {
    Config.Server server = config.server();
    String shown = server.host() + ":" + server.port();
    if (holder(config.data()).isPresent()) {
      return new Check(true, "port", shown + " is not tried while a gateway uses the data folder");
    }
    try (Transport transport = Transport.open(1);
        HttpServer _ =
            HttpServer.start(
                transport, ServerConfig.of(server.host(), server.port()), Checks::nothing)) {
      return new Check(true, "port", shown + " is free");
    } catch (BindException e) {
      return failed("port", e);
    }
  }

  Check database(Config config) {
    String kind = config.databaseUrl() == null ? "SQLite" : "PostgreSQL";
    if (config.databaseUrl() == null && !Files.exists(config.data().resolve(Store.SQLITE_FILE))) {
      return new Check(true, "database", "SQLite, made at the first start");
    }
    try (Store store = Store.open(new StoreConfig(config.data(), config.databaseUrl()), clock)) {
      store.ping();
      return new Check(true, "database", kind + " answers, its tables are up to date");
    } catch (StoreException e) {
      return failed("database", e);
    }
  }

  private static OptionalLong holder(Path folder) {
    Path journal = folder.resolve("journal");
    return Files.isDirectory(journal)
        ? JournalInspection.of(journal).holderPid()
        : OptionalLong.empty();
  }

  private static Check failed(String subject, RuntimeException failure) {
    Problem problem = Problem.of(failure);
    return new Check(false, subject, problem.what() + "; " + problem.fix());
  }

  private static void nothing(dev.switchboard.http.Exchange exchange) {
    exchange.respond(503, dev.switchboard.http.Headers.EMPTY, new byte[0]);
  }
}
