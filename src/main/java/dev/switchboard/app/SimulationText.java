package dev.switchboard.app;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What a call would do, for people. */
final class SimulationText {
  private SimulationText() {}

  static String of(JsonNode answer) {
    List<String> lines = new ArrayList<>();
    if (answer.path("steps").isEmpty()) {
      add(answer, lines);
    }
    int place = 1;
    for (JsonNode step : answer.path("steps")) {
      lines.add("step " + place);
      add(step, lines);
      place++;
    }
    return String.join("\n", lines);
  }

  private static void add(JsonNode answer, List<String> lines) {
    if (!answer.path("served").asBoolean(false)) {
      lines.add("nothing serves this: " + Table.cell(answer.path("reason")));
    }
    int place = 1;
    for (JsonNode target : answer.path("plan")) {
      lines.add(place + ". " + target(target));
      for (JsonNode refusal : target.path("refusals")) {
        lines.add("   refused: " + Table.cell(refusal.path("message")));
      }
      place++;
    }
    for (JsonNode refusal : answer.path("refusals")) {
      lines.add("   refused: " + Table.cell(refusal.path("message")));
    }
    for (JsonNode why : answer.path("decision").path("why")) {
      lines.add("   " + Table.cell(why));
    }
    for (JsonNode candidate : answer.path("decision").path("candidates")) {
      String outcome = Table.cell(candidate.path("outcome"));
      if (!outcome.equals("planned")) {
        lines.add("-  " + Table.cell(candidate.path("target")) + ": " + outcome);
      }
    }
  }

  private static String target(JsonNode target) {
    StringBuilder line = new StringBuilder(Table.cell(target.path("target")));
    if (!target.path("remark").isNull()) {
      line.append("  (").append(Table.cell(target.path("remark"))).append(')');
    }
    String outcome = Table.cell(target.path("outcome"));
    if (!outcome.equals("asked") && !outcome.equals("fallback")) {
      line.append("  [").append(outcome);
      if (target.path("refusals").isEmpty() && !target.path("reason").isNull()) {
        line.append(": ").append(Table.cell(target.path("reason")));
      }
      line.append(']');
    }
    if (!target.path("most_cost_usd").isNull()) {
      line.append("  at most ").append(Table.cell(target.path("most_cost_usd"))).append(" USD");
    }
    return line.toString();
  }
}
