package dev.switchboard.app;

import dev.switchboard.access.KeyText;
import dev.switchboard.config.Config;
import java.io.PrintStream;
import java.util.Optional;

/**
 * What a gateway says on standard output when it is ready: its address, its providers, at the first
 * start the key, where the admin credential is, and last a line for scripts.
 *
 * @param port the one really taken
 * @param adminSource where the admin credential was read
 */
record Banner(Config config, int port, String adminSource) {
  /** How the last line begins, for scripts. */
  static final String READY = "ready on ";

  void print(Optional<FirstStart.Welcome> welcome, PrintStream out) {
    out.println("address: " + address(config.server().host()));
    out.println();
    out.println("providers:");
    out.println(providers().toString().indent(2).stripTrailing());
    out.println();
    welcome.ifPresent(first -> out.println(firstKey(first)));
    out.println("admin credential: " + adminSource);
    out.println(READY + address(config.server().host()));
    out.flush();
  }

  private Table providers() {
    Table table = new Table("NAME", "KIND", "CREDENTIAL FROM");
    for (Config.ConfiguredProvider configured : config.providers()) {
      var provider = configured.provider();
      var credential = provider.credential();
      String from = credential == null ? "none" : credential.source();
      table.row(provider.name(), provider.vendor().displayName(), from);
    }
    table.row(
        "sandbox",
        "Sandbox",
        config.sandbox()
            ? "none needed; answers for every provider without a credential"
            : "none needed");
    return table;
  }

  private String firstKey(FirstStart.Welcome welcome) {
    Optional<String> made = welcome.key().map(KeyText::reveal);
    String curl =
        """
        curl -X POST %s/v3/call \\
          -H "Content-Type: application/json" \\
          -H "Authorization: Bearer %s" \\
          -d '{
            "name": "respond",
            "instructions": "Respond in Swedish",
            "input": "What are the benefits of using an AI gateway?"
          }'
        """
            .formatted(address(reachable()), made.orElse("${SWITCHBOARD_INITIAL_KEY}"));
    return made.map(key -> "first key, shown this once: " + key)
            .orElse("first key: the one from SWITCHBOARD_INITIAL_KEY or its file")
        + "\n\n"
        + curl;
  }

  /** The host for callers on this machine: nobody can call the address that stands for all. */
  private String reachable() {
    String host = config.server().host();
    return switch (host) {
      case "0.0.0.0" -> "127.0.0.1";
      case "::", "[::]" -> "::1";
      default -> host;
    };
  }

  private String address(String host) {
    String scheme = config.server().certificate() == null ? "http" : "https";
    boolean literal = host.indexOf(':') >= 0 && !host.startsWith("[");
    return scheme + "://" + (literal ? "[" + host + "]" : host) + ":" + port;
  }
}
