package dev.switchboard.app;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;

/**
 * What a command may use of its process.
 *
 * @param environment names to values
 * @param out for what was asked for
 * @param err for everything else
 */
record Session(Map<String, String> environment, InputStream in, PrintStream out, PrintStream err) {
  Session {
    environment = Map.copyOf(environment);
  }

  /** A variable's value; empty when it is not set or blank. */
  Optional<String> variable(String name) {
    String value = environment.get(name);
    return value == null || value.isBlank() ? Optional.empty() : Optional.of(value.strip());
  }

  @Override
  public String toString() {
    return "Session[" + environment.size() + " variables]";
  }
}
