package dev.switchboard.app;

import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code route}: names for models, and where they lead. */
@Command(
    name = "route",
    aliases = "routes",
    description = "Name models, and explain where a name leads.")
final class RouteCommand extends Group {
  private final Session session;

  RouteCommand(Session session) {
    this.session = session;
  }

  @Command(
      name = "explain",
      description = "Show the plan for a model's name and why; no call is made.")
  int explain(
      @Mixin AdminOptions admin,
      @Parameters(arity = "1..*", paramLabel = "MODEL", description = "In order of preference.")
          List<String> models) {
    ObjectNode body = Json.object();
    ArrayNode names = body.putArray("model");
    models.forEach(names::add);
    JsonNode answer = admin.post(session, "/route/explain", body);
    boolean served = answer.path("served").asBoolean(false);
    if (admin.json()) {
      session.out().println(Json.pretty(answer));
    } else {
      print(answer, served);
    }
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
                  "JSON as under models in the configuration, such as"
                      + " {\"targets\": [\"openai/gpt-4o\"]}. Default: standard input.")
          @Nullable Path file)
      throws IOException {
    JsonNode put = admin.put(session, "/routes/" + ApiClient.encoded(name), json(file));
    session.out().println(admin.json() ? Json.pretty(put) : name + " is set");
    return ExitCode.DONE;
  }

  @Command(name = "remove", description = "Forget a name that was put while the gateway ran.")
  int remove(@Mixin AdminOptions admin, @Parameters(paramLabel = "NAME") String name) {
    JsonNode forgotten = admin.delete(session, "/routes/" + ApiClient.encoded(name));
    session.out().println(admin.json() ? Json.pretty(forgotten) : name + " is forgotten");
    return ExitCode.DONE;
  }

  private JsonNode json(@Nullable Path file) throws IOException {
    String what = file == null ? "standard input" : file.toString();
    try {
      byte[] text = file == null ? session.in().readAllBytes() : Files.readAllBytes(file);
      return Json.parse(text);
    } catch (NoSuchFileException _) {
      throw new CommandException(ExitCode.DATA, what + ": no such file", "name a file with JSON");
    } catch (InvalidJsonException e) {
      throw new CommandException(
          ExitCode.DATA,
          what + ": " + e.getMessage(),
          "give JSON such as {\"targets\": [\"openai/gpt-4o\"]}");
    }
  }

  private void print(JsonNode answer, boolean served) {
    if (!served) {
      session.out().println("nothing serves this: " + Table.cell(answer.path("reason")));
      return;
    }
    int place = 1;
    for (JsonNode target : answer.path("plan")) {
      String remark =
          target.path("remark").isNull() ? "" : "  (" + Table.cell(target.path("remark")) + ")";
      JsonNode health = target.path("health");
      String state = health.path("state").asString("closed");
      String standing =
          state.equals("closed")
              ? ""
              : "  [" + state + ": " + Table.cell(health.path("reason")) + "]";
      session.out().println(place + ". " + Table.cell(target.path("target")) + remark + standing);
      place++;
    }
    for (JsonNode why : answer.path("decision").path("why")) {
      session.out().println("   " + Table.cell(why));
    }
    for (JsonNode candidate : answer.path("decision").path("candidates")) {
      String outcome = Table.cell(candidate.path("outcome"));
      if (!outcome.equals("planned")) {
        session.out().println("-  " + Table.cell(candidate.path("target")) + ": " + outcome);
      }
    }
  }
}
