package dev.switchboard.app;

import picocli.CommandLine;
import picocli.CommandLine.Spec;

/** A command that only has commands. */
abstract class Group implements Runnable {
  @Spec private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        spec.name()
            + ": no command (expected: one of "
            + String.join(", ", spec.subcommands().keySet())
            + ")");
  }
}
