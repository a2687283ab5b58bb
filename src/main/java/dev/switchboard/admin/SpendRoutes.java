package dev.switchboard.admin;

import dev.switchboard.access.Projects;
import dev.switchboard.ingress.Parameters;
import dev.switchboard.json.Json;
import dev.switchboard.trace.Spend;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /spend}: sums by project, key, model or day. */
public final class SpendRoutes implements AdminSurface.Noun {
  private static final Duration DEFAULT_SPAN = Duration.ofDays(30);
  private static final Map<String, Spend.By> GROUPINGS =
      Map.of(
          "project", Spend.By.PROJECT,
          "key", Spend.By.KEY,
          "model", Spend.By.MODEL,
          "day", Spend.By.DAY);

  private final Spend spend;
  private final Projects projects;
  private final Clock clock;

  public SpendRoutes(Spend spend, Projects projects, Clock clock) {
    this.spend = spend;
    this.projects = projects;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get("/spend", this::sum));
  }

  private void sum(ManagementRequest request) {
    request.allowParameters(Set.of("by", "project", "from", "to"));
    Instant to = request.instant("to");
    Instant end = to == null ? clock.instant() : to;
    Instant from = request.instant("from");
    Spend.Query query =
        new Spend.Query(
            Parameters.word(request.query(), "by", GROUPINGS).orElse(Spend.By.MODEL),
            request
                .parameter("project")
                .map(name -> ProjectRoutes.named(projects, name, "/project").id())
                .orElse(null),
            from == null ? end.minus(DEFAULT_SPAN) : from,
            end);
    ObjectNode answer = Json.object();
    answer.put("from", query.from().toString());
    answer.put("to", query.to().toString());
    ArrayNode data = answer.putArray("data");
    for (Spend.Row row : spend.sum(query)) {
      ObjectNode node = data.addObject();
      node.put("group", row.group());
      node.put("calls", row.calls());
      node.put("input_tokens", row.inputTokens());
      node.put("output_tokens", row.outputTokens());
      node.put("cost", row.costUsd());
      node.put("unpriced_calls", row.unpricedCalls());
      node.put("interrupted_calls", row.interruptedCalls());
      node.put("interrupted_at_most", row.interruptedAtMostUsd());
    }
    request.answer(200, answer);
  }
}
