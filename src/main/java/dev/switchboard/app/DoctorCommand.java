package dev.switchboard.app;

import dev.switchboard.config.Config;
import dev.switchboard.config.ConfigException;
import dev.switchboard.config.ConfigReader;
import dev.switchboard.config.Flags;
import dev.switchboard.config.Vendors;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code doctor}: says, a line for each thing a gateway needs, whether it is in order. */
@Command(
    name = "doctor",
    description = {
      "Check Java, configuration, folder, database, port, clock, and every provider's credential.",
      "Each provider is asked once for its list of models, which costs nothing. Exit code 1 if something is wrong."
    })
final class DoctorCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--host", paramLabel = "HOST", description = "As for serve.")
  private @Nullable String host;

  @Option(names = "--port", paramLabel = "PORT", description = "As for serve.")
  private @Nullable Integer port;

  @Option(names = "--data", paramLabel = "DIR", description = "As for serve.")
  private @Nullable String data;

  @Option(names = "--config", paramLabel = "FILE", description = "As for serve.")
  private @Nullable String config;

  @Option(names = "--offline", description = "Do not call the providers.")
  private boolean offline;

  DoctorCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Checks checks = new Checks(Clock.systemUTC());
    boolean well = print(checks.java());
    Optional<Config> read = read();
    if (read.isEmpty()) {
      return ExitCode.NO;
    }
    Config found = read.get();
    well &= print(new Check(true, "configuration", source(found)));
    well &= print(checks.folder(found.data()));
    well &= print(checks.port(found));
    well &= print(checks.database(found));
    if (offline) {
      return well ? ExitCode.DONE : ExitCode.NO;
    }
    try (ProviderChecks providers = new ProviderChecks(session.environment(), Clock.systemUTC())) {
      for (Config.ConfiguredProvider provider : found.providers()) {
        well &= print(providers.check(provider.provider()));
      }
      well &= print(providers.clock());
    }
    return well ? ExitCode.DONE : ExitCode.NO;
  }

  private Optional<Config> read() {
    try {
      return Optional.of(
          new ConfigReader(session.environment(), Vendors.load())
              .read(new Flags(host, port, data, config, false)));
    } catch (ConfigException e) {
      print(new Check(false, "configuration", String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }

  private static String source(Config config) {
    List<String> names =
        config.providers().stream().map(provider -> provider.provider().name()).toList();
    return "read; "
        + names.size()
        + " providers"
        + (names.isEmpty() ? ", only the sandbox answers" : ": " + String.join(", ", names));
  }

  private boolean print(Check check) {
    session
        .out()
        .println((check.well() ? "ok     " : "WRONG  ") + check.subject() + ": " + check.text());
    session.out().flush();
    return check.well();
  }

  /**
   * One thing looked at.
   *
   * @param text one line: what was found and, if it is wrong, what to do
   */
  record Check(boolean well, String subject, String text) {}
}
