package dev.switchboard.app;

import dev.switchboard.access.KeyText;
import dev.switchboard.config.Config;
import dev.switchboard.config.ConfigReader;
import dev.switchboard.config.Flags;
import dev.switchboard.config.Vendors;
import dev.switchboard.json.Json;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** A short life of a gateway, from which the launcher makes the cache of loaded classes. */
public final class Training {
  private static final int CALLS = 20;

  private Training() {}

  /**
   * Starts a gateway on a free port, calls the sandbox, stops it.
   *
   * @param args a data folder that does not exist yet
   */
  public static void main(String[] args) {
    LogSetup.choose(LogFormat.JSON, false);
    Config config =
        new ConfigReader(Map.of(), Vendors.load())
            .read(new Flags("127.0.0.1", 0, args[0], null, false));
    try (Gateway gateway = Gateway.start(config, Map.of(), Clock.systemUTC())) {
      new Banner(config, gateway.port(), gateway.adminToken()).print(gateway.welcome(), System.out);
      Optional<String> key =
          gateway.welcome().flatMap(FirstStart.Welcome::key).map(KeyText::reveal);
      URI url = URI.create("http://127.0.0.1:" + gateway.port());
      try (ApiClient client = new ApiClient(url, key, Map.of())) {
        for (int i = 0; i < CALLS; i++) {
          client.post("/v3/call", call());
        }
        client.stream("/v3/call/stream", call()).close();
      }
    }
  }

  private static ObjectNode call() {
    ObjectNode call = Json.object();
    call.put("name", "respond");
    call.put("instructions", "Respond in Swedish");
    call.put("input", "What are the benefits of using an AI gateway?");
    return call;
  }
}
