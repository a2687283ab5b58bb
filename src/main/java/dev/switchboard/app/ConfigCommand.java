package dev.switchboard.app;

import dev.switchboard.config.ConfigSchema;
import picocli.CommandLine.Command;

/** {@code config}: what the configuration may hold. */
@Command(name = "config", description = "Say what switchboard.yaml may hold.")
final class ConfigCommand extends Group {
  private final Session session;

  ConfigCommand(Session session) {
    this.session = session;
  }

  @Command(name = "schema", description = "Print the JSON Schema of switchboard.yaml.")
  int schema() {
    session.out().print(ConfigSchema.text());
    return ExitCode.DONE;
  }
}
