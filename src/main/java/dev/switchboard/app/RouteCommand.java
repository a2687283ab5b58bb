package dev.switchboard.app;

import dev.switchboard.json.Json;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code route}: where a model's name leads. */
@Command(name = "route", description = "Explain where a model's name leads.")
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
    for (JsonNode candidate : answer.path("decision").path("candidates")) {
      String outcome = Table.cell(candidate.path("outcome"));
      if (!outcome.equals("planned")) {
        session.out().println("-  " + Table.cell(candidate.path("target")) + ": " + outcome);
      }
    }
  }
}
