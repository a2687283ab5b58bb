package dev.switchboard.app;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** Makes the commands: one line for each, so that what there is can be read here. */
final class CommandFactory implements CommandLine.IFactory {
  private static final Map<String, Class<?>> COMMANDS = commands();

  private final Session session;
  private final CommandLine.IFactory others = CommandLine.defaultFactory();

  CommandFactory(Session session) {
    this.session = session;
  }

  /**
   * The commands to know for this command line: the one it names, all of them when it names none.
   * Reading what one command takes costs tens of milliseconds, which a start need not pay eleven
   * times.
   */
  static List<Class<?>> wantedBy(String... args) {
    for (String arg : args) {
      if (!arg.startsWith("-")) {
        Class<?> named = COMMANDS.get(arg);
        return named == null ? List.copyOf(COMMANDS.values()) : List.of(named);
      }
    }
    return List.copyOf(COMMANDS.values());
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    Object made =
        switch (type.getSimpleName()) {
          case "ServeCommand" -> new ServeCommand(session);
          case "CallCommand" -> new CallCommand(session);
          case "KeysCommand" -> new KeysCommand(session);
          case "ProjectsCommand" -> new ProjectsCommand(session);
          case "BudgetsCommand" -> new BudgetsCommand(session);
          case "LimitsCommand" -> new LimitsCommand(session);
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

  private static Map<String, Class<?>> commands() {
    Map<String, Class<?>> commands = new LinkedHashMap<>();
    commands.put("serve", ServeCommand.class);
    commands.put("call", CallCommand.class);
    commands.put("keys", KeysCommand.class);
    commands.put("projects", ProjectsCommand.class);
    commands.put("budgets", BudgetsCommand.class);
    commands.put("limits", LimitsCommand.class);
    commands.put("models", ModelsCommand.class);
    commands.put("traces", TracesCommand.class);
    commands.put("route", RouteCommand.class);
    commands.put("ledger", LedgerCommand.class);
    commands.put("journal", JournalCommand.class);
    commands.put("doctor", DoctorCommand.class);
    commands.put("config", ConfigCommand.class);
    return Collections.unmodifiableMap(commands);
  }
}
