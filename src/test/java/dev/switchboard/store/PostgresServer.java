package dev.switchboard.store;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL cluster of the tests' own, in a folder of its own, on a free port of the loopback.
 *
 * <p>It dies with this process however that ends: its guard reads from a pipe that we hold.
 */
public final class PostgresServer {
  private static final long START_SECONDS = 60;

  private final Path bin;
  private final Path folder;
  private final int port;
  private final AtomicInteger schemas = new AtomicInteger();
  private @Nullable Process guard;

  private PostgresServer(Path bin, Path folder, int port) {
    this.bin = bin;
    this.folder = folder;
    this.port = port;
  }

  /** The one that all tests share; skips or fails the test where there is no PostgreSQL. */
  public static PostgresServer shared() {
    Optional<PostgresServer> server = Shared.SERVER;
    if (server.isEmpty()) {
      String missing =
          "no PostgreSQL binaries (initdb, postgres) on PATH or in /usr/lib/postgresql/*/bin";
      if ("true".equals(System.getenv("CI"))
          || "1".equals(System.getenv("SWITCHBOARD_REQUIRE_POSTGRES"))) {
        Assertions.fail(missing);
      }
      Assumptions.abort(missing + ": the tests on PostgreSQL are skipped");
    }
    return server.orElseThrow();
  }

  /** Made at the first use, for all tests of the process. */
  private static final class Shared {
    private static final Optional<PostgresServer> SERVER = binaries().map(PostgresServer::create);
  }

  /** The URL of a new, empty schema. */
  public String newSchema() {
    String schema = "test" + schemas.incrementAndGet();
    try (Connection connection = DriverManager.getConnection(url("postgres"));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA " + schema);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return url("postgres") + "&currentSchema=" + schema;
  }

  private String url(String user) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=" + user;
  }

  /** Where its files are. */
  Path files() {
    return folder.resolve("data");
  }

  public void start() {
    try {
      Path data = files();
      // The guard stops the server when our end of its standard input closes.
      String script =
          """
          "$0" -D "$1" -p "$2" -c listen_addresses=127.0.0.1 -c unix_socket_directories="$3" \
            -c fsync=off -c full_page_writes=off \
            -c max_connections=100 >"$3/log" 2>&1 &
          server=$!
          read -r line
          kill -QUIT "$server"
          wait "$server"
          """;
      List<String> command = new ArrayList<>(asUnprivileged());
      command.addAll(
          List.of(
              "sh",
              "-c",
              script,
              bin.resolve("postgres").toString(),
              data.toString(),
              String.valueOf(port),
              folder.toString()));
      guard =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      awaitAnswer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops it at once, as if it had crashed. */
  public void stop() {
    Process running = guard;
    if (running == null) {
      return;
    }
    try {
      running.getOutputStream().close();
      if (!running.waitFor(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("PostgreSQL does not stop");
      }
      guard = null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitAnswer() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (true) {
      try (Connection connection = DriverManager.getConnection(url("postgres"))) {
        if (connection.isValid(5)) {
          return;
        }
      } catch (SQLException e) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("PostgreSQL does not start, see " + folder, e);
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PostgresServer create(Path bin) {
    try {
      Path folder = Files.createTempDirectory("switchboard-postgres");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      if (isRoot()) {
        Files.setOwner(
            folder,
            folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
      }
      List<String> command = new ArrayList<>(asUnprivileged());
      command.addAll(
          List.of(
              bin.resolve("initdb").toString(),
              "-D",
              folder.resolve("data").toString(),
              "-U",
              "postgres",
              "-A",
              "trust",
              "-E",
              "UTF8",
              "--locale=C.UTF-8",
              "--no-sync"));
      Process init =
          new ProcessBuilder(command).directory(new File("/")).redirectErrorStream(true).start();
      String output = new String(init.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (init.waitFor() != 0) {
        throw new IllegalStateException("initdb: " + output);
      }
      PostgresServer server = new PostgresServer(bin, folder, freePort());
      server.start();
      Runtime.getRuntime().addShutdownHook(new Thread(server::remove));
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void remove() {
    stop();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> binaries() {
    List<Path> places = new ArrayList<>();
    String path = System.getenv("PATH");
    for (String place : (path == null ? "" : path).split(":", -1)) {
      places.add(Path.of(place));
    }
    try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      versions.map(version -> version.resolve("bin")).forEach(places::add);
    } catch (IOException e) {
      // Not a system that keeps them there.
    }
    return places.stream()
        .filter(place -> Files.isExecutable(place.resolve("initdb")))
        .filter(place -> Files.isExecutable(place.resolve("postgres")))
        .findFirst();
  }

  /** PostgreSQL does not run as root. */
  private static List<String> asUnprivileged() {
    if (!isRoot()) {
      return List.of();
    }
    return Files.isExecutable(Path.of("/usr/bin/setpriv"))
        ? List.of("/usr/bin/setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups")
        : List.of("runuser", "-u", "nobody", "--");
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
