package dev.switchboard.app;

import dev.switchboard.config.Config;
import dev.switchboard.config.ConfigException;
import dev.switchboard.config.ConfigReader;
import dev.switchboard.config.Flags;
import dev.switchboard.config.Vendors;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code serve}: runs a gateway until it is told to stop. */
@Command(
    name = "serve",
    description = {
      "Run the gateway.",
      "Flags beat the environment, the environment beats the file. Without a file: SQLite in the data"
          + " folder, a provider for every API key in the environment, and the sandbox.",
      "SIGTERM and SIGINT stop it: readiness goes red, running answers finish within 25 s."
    })
final class ServeCommand implements Callable<Integer> {
  private final Session session;

  @ParentCommand private SwitchboardCommand root = new SwitchboardCommand();

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "The address to listen on. Default: $SWITCHBOARD_HOST, else 127.0.0.1.")
  private @Nullable String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description =
          "The port to listen on, 0 for a free one. Default: $SWITCHBOARD_PORT, else 8080.")
  private @Nullable Integer port;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data folder, made if absent. Default: $SWITCHBOARD_DATA, else ./data.")
  private @Nullable String data;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = {
        "The configuration. Default: $SWITCHBOARD_CONFIG,",
        "else ./switchboard.yaml if it is there."
      })
  private @Nullable String config;

  @Option(
      names = "--sandbox",
      description =
          "Let the sandbox answer for every provider without a credential; every answer says so.")
  private boolean sandbox;

  @Option(
      names = "--log",
      paramLabel = "FORMAT",
      description =
          "json or text: one line per event on standard error."
              + " Default: text on a terminal, json otherwise.")
  private @Nullable LogFormat log;

  ServeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (port != null && (port < 0 || port > 65535)) {
      throw new CommandException(
          ExitCode.USAGE,
          "--port: " + port + " (expected: a whole number from 0 to 65535)",
          "see `switchboard serve --help`");
    }
    LogSetup.choose(log == null ? LogFormat.ofProcess() : log, root.debug());
    ConfigReader reader = new ConfigReader(session.environment(), Vendors.load());
    Flags flags = new Flags(host, port, data, config, sandbox);
    ConfigWatch watch = new ConfigWatch(reader.file(flags));
    Config read = reader.read(flags);
    Gateway gateway = start(read);
    gateway.follow(watch, () -> reader.read(flags));
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  gateway.close();
                  stopped.countDown();
                },
                "stop"));
    new Banner(read, gateway.port(), gateway.adminToken()).print(gateway.welcome(), session.out());
    stopped.await();
    return ExitCode.DONE;
  }

  private Gateway start(Config read) {
    try {
      return Gateway.start(read, session.environment(), Clock.systemUTC());
    } catch (IllegalArgumentException e) {
      // What a room refuses of the values that were set, such as a certificate.
      throw new ConfigException("configuration", String.valueOf(e.getMessage()));
    }
  }
}
