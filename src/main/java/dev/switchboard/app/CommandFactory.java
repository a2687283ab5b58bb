package dev.switchboard.app;

import picocli.CommandLine;

/** Makes the commands: one line for each, so that what there is can be read here. */
final class CommandFactory implements CommandLine.IFactory {
  private final Session session;
  private final CommandLine.IFactory others = CommandLine.defaultFactory();

  CommandFactory(Session session) {
    this.session = session;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    Object made =
        switch (type.getSimpleName()) {
          case "ServeCommand" -> new ServeCommand(session);
          case "CallCommand" -> new CallCommand(session);
          case "KeysCommand" -> new KeysCommand(session);
          case "ProjectsCommand" -> new ProjectsCommand(session);
          case "ModelsCommand" -> new ModelsCommand(session);
          case "TracesCommand" -> new TracesCommand(session);
          case "RouteCommand" -> new RouteCommand(session);
          case "LedgerCommand" -> new LedgerCommand(session);
          case "JournalCommand" -> new JournalCommand(session);
          case "DoctorCommand" -> new DoctorCommand(session);
          case "ConfigCommand" -> new ConfigCommand(session);
          default -> others.create(type);
        };
    return type.cast(made);
  }
}
