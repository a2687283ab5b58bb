package dev.switchboard.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A short life of a gateway, from which the launcher makes the cache of loaded classes and of which
 * code is hot.
 */
public final class Training {
  /** As many as the compiler's first profiles take; more only make the cache later. */
  private static final int ROUNDS = 1_000;

  private static final long POLL_NANOS = 5_000_000;
  private static final long PATIENCE_NANOS = 60_000_000_000L;
  private static final String KEY = "only-for-the-training-of-a-start";

  private Training() {}

  /**
   * Runs {@code serve} on a free port as the command line does, with itself for its providers,
   * calls it, stops.
   *
   * @param args a folder that does not exist yet
   */
  public static void main(String[] args) throws IOException {
    int exitCode = ExitCode.UNAVAILABLE;
    try {
      live(Path.of(args[0]));
      exitCode = ExitCode.DONE;
    } finally {
      System.exit(exitCode); // the gateway's threads would go on
    }
  }

  private static void live(Path folder) throws IOException {
    int port = freePort();
    Files.createDirectories(folder);
    Path config = folder.resolve("switchboard.yaml");
    Files.writeString(config, TrainingCalls.providers("http://127.0.0.1:" + port, KEY));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Session session =
        new Session(
            Map.of("SWITCHBOARD_INITIAL_KEY", KEY),
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            System.err);
    String[] command = {
      "serve",
      "--port",
      Integer.toString(port),
      "--data",
      folder.resolve("data").toString(),
      "--config",
      config.toString(),
      "--log",
      "json"
    };
    Thread.ofPlatform().daemon().start(() -> Main.run(session, command));
    try (ApiClient client = new ApiClient(awaitReady(out), Optional.of(KEY), Map.of())) {
      TrainingCalls.make(client, ROUNDS);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static URI awaitReady(ByteArrayOutputStream out) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (System.nanoTime() < deadline) {
      String said = out.toString(StandardCharsets.UTF_8);
      int ready = said.indexOf(Banner.READY);
      if (ready >= 0 && said.endsWith("\n")) {
        return URI.create(said.substring(ready + Banner.READY.length()).strip());
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    throw new IllegalStateException("the gateway of the training does not start");
  }
}
