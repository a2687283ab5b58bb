package dev.switchboard.app;

import dev.switchboard.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code route}: names for models, and where they lead. */
@Command(
    name = "route",
    aliases = "routes",
    description = "Name models, and explain where a name leads.")
final class RouteCommand extends Group {
  private static final String EXAMPLE = "{\"targets\": [\"openai/gpt-4o\"]}";

  private final Session session;

  RouteCommand(Session session) {
    this.session = session;
  }

  @Command(
      name = "explain",
      description = "Show what a call would do now, and why; no call is made.")
  int explain(@Mixin AdminOptions admin, @Mixin SimulationOptions asked) throws IOException {
    JsonNode answer = admin.post(session, "/routes/simulate", asked.question(session));
    boolean served = answer.path("served").asBoolean(false);
    session.out().println(admin.json() ? Json.pretty(answer) : SimulationText.of(answer));
    return served ? ExitCode.DONE : ExitCode.NO;
  }

  @Command(name = "list", description = "List the names, those of the configuration first.")
  int list(@Mixin AdminOptions admin) {
    JsonNode routes = admin.get(session, "/routes").path("data");
    if (admin.json()) {
      session.out().println(Json.pretty(routes));
      return ExitCode.DONE;
    }
    Table table = new Table("NAME", "SOURCE", "TARGETS", "PROBLEM");
    for (JsonNode route : routes) {
      List<String> targets = new ArrayList<>();
      for (JsonNode target : route.path("definition").path("targets")) {
        targets.add(target.path("model").asString(""));
      }
      table.row(
          Table.cell(route.path("name")),
          Table.cell(route.path("source")),
          String.join(", ", targets),
          Table.cell(route.path("problem")));
    }
    session.out().println(table);
    return ExitCode.DONE;
  }

  @Command(
      name = "put",
      description = "Give models a name, or change what it stands for, while the gateway runs.")
  int put(
      @Mixin AdminOptions admin,
      @Parameters(index = "0", paramLabel = "NAME") String name,
      @Parameters(
              index = "1",
              arity = "0..1",
              paramLabel = "FILE",
              description =
                  "JSON as under models in the configuration, such as "
                      + EXAMPLE
                      + ". Default: standard input.")
          @Nullable Path file)
      throws IOException {
    JsonNode put =
        admin.put(
            session, "/routes/" + ApiClient.encoded(name), JsonInput.read(session, file, EXAMPLE));
    session.out().println(admin.json() ? Json.pretty(put) : name + " is set");
    return ExitCode.DONE;
  }

  @Command(name = "remove", description = "Forget a name that was put while the gateway ran.")
  int remove(@Mixin AdminOptions admin, @Parameters(paramLabel = "NAME") String name) {
    JsonNode forgotten = admin.delete(session, "/routes/" + ApiClient.encoded(name));
    session.out().println(admin.json() ? Json.pretty(forgotten) : name + " is forgotten");
    return ExitCode.DONE;
  }
}
