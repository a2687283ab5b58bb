package dev.switchboard.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code switchboard}: the command that has all others. */
@Command(
    name = "switchboard",
    synopsisSubcommandLabel = "COMMAND",
    description = "One process between applications and every model provider.",
    versionProvider = SwitchboardCommand.Version.class,
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the answer is no",
      "2:the command line is wrong",
      "65:the configuration or the data is wrong",
      "69:a needed tool, port, database or gateway is not there",
      "73:the data folder cannot be used",
      "130:interrupted"
    })
final class SwitchboardCommand implements Runnable {
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show stack traces, and log in detail.")
  private boolean debug;

  boolean debug() {
    return debug;
  }

  /** Without a command there is nothing to do but to say which ones there are. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "no command (expected: one of " + names() + ")");
  }

  private String names() {
    return String.join(", ", spec.subcommands().keySet());
  }

  /** The version of the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = SwitchboardCommand.class.getPackage().getImplementationVersion();
      return new String[] {
        "switchboard " + (version == null ? "(not packaged)" : version), "Java " + Runtime.version()
      };
    }
  }
}
