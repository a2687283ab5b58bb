package dev.switchboard.app;

import dev.switchboard.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code limits}: rate limits, over the management API. */
@Command(name = "limits", description = "Make, list and end rate limits.")
final class LimitsCommand extends Group {
  private final Session session;

  LimitsCommand(Session session) {
    this.session = session;
  }

  @Command(name = "create", description = "Make a rate limit; without conditions for all calls.")
  int create(
      @Mixin AdminOptions admin,
      @Mixin ConditionOptions conditions,
      @Option(
              names = "--each",
              paramLabel = "WHAT",
              description =
                  "key, project, model or tag:NAME: what has a count of its own. Default: one count.")
          @Nullable String each,
      @Option(names = "--requests", paramLabel = "N", description = "In a window.")
          @Nullable Long requests,
      @Option(
              names = "--tokens",
              paramLabel = "N",
              description = "In a window, input and output together.")
          @Nullable Long tokens,
      @Option(names = "--concurrent", paramLabel = "N", description = "At the same time.")
          @Nullable Long concurrent,
      @Option(
              names = "--per-seconds",
              paramLabel = "N",
              description = "How long a window is. Default: 60.")
          @Nullable Long seconds) {
    ObjectNode body = Json.object();
    conditions.put(body);
    if (each != null) {
      body.put("each", each);
    }
    put(body, "requests", requests);
    put(body, "tokens", tokens);
    put(body, "concurrent", concurrent);
    put(body, "window_seconds", seconds);
    JsonNode limit = admin.post(session, "/rate-limits", body);
    session.out().println(admin.json() ? Json.pretty(limit) : limit.path("id").asString(""));
    return ExitCode.DONE;
  }

  @Command(name = "list", description = "List rate limits, those of the configuration too.")
  int list(@Mixin AdminOptions admin) {
    JsonNode limits = admin.get(session, "/rate-limits").path("data");
    if (admin.json()) {
      session.out().println(Json.pretty(limits));
      return ExitCode.DONE;
    }
    Table table =
        new Table(
            "ID",
            "PROJECT",
            "KEY",
            "MODEL",
            "TAG",
            "EACH",
            "REQUESTS",
            "TOKENS",
            "CONCURRENT",
            "SECONDS");
    for (JsonNode limit : limits) {
      table.row(
          Table.cell(limit.path("id")),
          Table.cell(limit.path("project_id")),
          Table.cell(limit.path("key_id")),
          Table.cell(limit.path("model")),
          ConditionOptions.tag(limit),
          Table.cell(limit.path("each")),
          Table.cell(limit.path("requests")),
          Table.cell(limit.path("tokens")),
          Table.cell(limit.path("concurrent")),
          Table.cell(limit.path("window_seconds")));
    }
    session.out().println(table);
    return ExitCode.DONE;
  }

  @Command(name = "end", description = "End a rate limit.")
  int end(
      @Mixin AdminOptions admin,
      @Parameters(paramLabel = "ID", description = "As `limits list` shows it.") String id) {
    JsonNode ended =
        admin.post(session, "/rate-limits/" + ApiClient.encoded(id) + "/end", Json.object());
    session.out().println(admin.json() ? Json.pretty(ended) : id + " is ended");
    return ExitCode.DONE;
  }

  private static void put(ObjectNode body, String name, @Nullable Long value) {
    if (value != null) {
      body.put(name, value);
    }
  }
}
