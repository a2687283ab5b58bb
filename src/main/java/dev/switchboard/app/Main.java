package dev.switchboard.app;

import dev.switchboard.access.KeyText;
import dev.switchboard.config.Config;
import dev.switchboard.config.ConfigReader;
import dev.switchboard.config.Flags;
import dev.switchboard.config.Vendors;
import java.time.Clock;
import java.util.Map;

/** The process entry point. */
public final class Main {
  private Main() {}

  /**
   * Runs a gateway.
   *
   * @param args the port and the data folder
   */
  public static void main(String[] args) throws InterruptedException {
    Flags flags = new Flags(null, Integer.valueOf(args[0]), args[1], null, args.length > 2);
    Config config = ConfigReader.ofProcess(Vendors.load()).read(flags);
    Gateway gateway = Gateway.start(config, Map.of(), Clock.systemUTC());
    Runtime.getRuntime().addShutdownHook(new Thread(gateway::close));
    gateway
        .welcome()
        .flatMap(FirstStart.Welcome::key)
        .map(KeyText::reveal)
        .ifPresent(System.out::println);
    System.out.println("ready on http://" + config.server().host() + ":" + gateway.port());
    Thread.currentThread().join();
  }
}
