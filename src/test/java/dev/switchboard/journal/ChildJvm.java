package dev.switchboard.journal;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A second virtual machine, started with a class of the tests; killed when closed. */
record ChildJvm(Process process, BufferedReader output) implements AutoCloseable {

  static ChildJvm start(List<String> wrapper, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(wrapper);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new ChildJvm(process, process.inputReader(StandardCharsets.UTF_8));
  }

  /** Reads lines until one that is wanted; it is the last one returned. */
  List<String> readUntil(Predicate<String> wanted) throws IOException {
    List<String> lines = new ArrayList<>();
    String line = output.readLine();
    while (line != null) {
      lines.add(line);
      if (wanted.test(line)) {
        return lines;
      }
      line = output.readLine();
    }
    throw new AssertionError("process ended first: " + lines);
  }

  /** Kills it as {@code kill -9} does and reads what it still had said; a cut last line too. */
  List<String> kill() throws IOException, InterruptedException {
    // Not Process.destroyForcibly, which would close the output too.
    process.toHandle().destroyForcibly();
    List<String> rest = output.readAllAsString().lines().toList();
    process.waitFor();
    return rest;
  }

  /** Reads all lines until it ends by itself. */
  List<String> readToEnd() throws IOException, InterruptedException {
    List<String> lines = output.readAllAsString().lines().toList();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("still running: " + lines);
    }
    return lines;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
