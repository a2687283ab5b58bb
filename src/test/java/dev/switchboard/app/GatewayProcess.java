package dev.switchboard.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command line in a process of its own, with files for its streams. */
final class GatewayProcess implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  private final Process process;
  private final Path out;
  private final Path err;

  private GatewayProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts a command in a folder. */
  static GatewayProcess start(Path folder, Map<String, String> environment, String... args) {
    return start(List.of(), folder, environment, args);
  }

  /** Starts a command in a folder, by a program that is given the command as its arguments. */
  static GatewayProcess start(
      List<String> wrapper, Path folder, Map<String, String> environment, String... args) {
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xms96m",
            "-Xmx256m",
            "-Xmn64m",
            "-XX:MaxTenuringThreshold=3",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.switchboard.app.Main"));
    command.addAll(List.of(args));
    try {
      Path out = Files.createTempFile(folder, "out", ".txt");
      Path err = Files.createTempFile(folder, "err", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().keySet().removeIf(name -> name.endsWith("_KEY"));
      builder.environment().keySet().removeIf(name -> name.startsWith("SWITCHBOARD_"));
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      return new GatewayProcess(process, out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts {@code serve} on a free port and waits until it is ready. */
  static GatewayProcess serve(Path folder, String... more) {
    List<String> args = new ArrayList<>(List.of("serve", "--port", "0"));
    args.addAll(List.of(more));
    GatewayProcess gateway = start(folder, Map.of(), args.toArray(String[]::new));
    gateway.awaitReady();
    return gateway;
  }

  /** The address of the last line. */
  String url() {
    String last = out().lines().reduce("", (_, line) -> line);
    return last.substring("ready on ".length());
  }

  String key() {
    return out()
        .lines()
        .filter(line -> line.startsWith("first key"))
        .findFirst()
        .orElseThrow()
        .replaceAll(".*: ", "");
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  long pid() {
    return process.pid();
  }

  /** Asks it to stop, as SIGTERM does. */
  void terminate() {
    process.destroy();
  }

  int exitCode() {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("still running: " + out() + err());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the line for scripts. */
  void awaitReady() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!out().contains("\nready on ") || !out().endsWith("\n")) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new AssertionError("not ready: " + out() + err());
      }
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
