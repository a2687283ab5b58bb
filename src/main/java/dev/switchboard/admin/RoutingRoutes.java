package dev.switchboard.admin;

import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import dev.switchboard.routing.Decision;
import dev.switchboard.routing.HealthBoard;
import dev.switchboard.routing.Plan;
import dev.switchboard.routing.Router;
import dev.switchboard.routing.Target;
import dev.switchboard.routing.TargetHealth;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /route/explain}: what a model's name would lead to, without a call; {@code /targets}: how
 * those do that were asked.
 */
public final class RoutingRoutes implements AdminSurface.Noun {
  private final Router router;
  private final HealthBoard board;

  public RoutingRoutes(Router router, HealthBoard board) {
    this.router = router;
    this.board = board;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.post("/route/explain", this::explain), Route.get("/targets", this::targets));
  }

  private void explain(ManagementRequest request) {
    List<String> models = request.read(Set.of("model"), RoutingRoutes::models);
    ObjectNode answer = Json.object();
    try {
      Plan plan = router.plan(models);
      answer.put("served", true);
      answer.putNull("reason");
      ArrayNode targets = answer.putArray("plan");
      plan.targets().forEach(target -> targets.add(json(target)));
      answer.set("decision", json(plan.decision()));
    } catch (FailureException e) {
      answer.put("served", false);
      answer.put("reason", e.failure().message());
      answer.putArray("plan");
      answer.set("decision", json(new Decision(models, "", List.of(), List.of())));
    }
    request.answer(200, answer);
  }

  private static List<String> models(Fields fields) {
    Located model = fields.required("model");
    List<String> models = new ArrayList<>();
    if (model.node().isArray()) {
      models.addAll(model.texts());
    } else {
      models.add(model.text());
    }
    if (models.isEmpty() || models.stream().anyMatch(String::isBlank)) {
      throw fields.invalid("model", "a model's name, or an array of at least one");
    }
    return models;
  }

  private void targets(ManagementRequest request) {
    request.allowParameters(Set.of());
    ObjectNode answer = Json.object();
    ArrayNode data = answer.putArray("data");
    for (TargetHealth.Standing standing : board.standings()) {
      ObjectNode node = json(standing);
      node.put("target", standing.target());
      data.add(node);
    }
    answer.putNull("next_cursor");
    request.answer(200, answer);
  }

  private static ObjectNode json(TargetHealth.Standing standing) {
    ObjectNode node = Json.object();
    node.put("state", standing.state());
    node.put("asked_again_in_ms", standing.left().toMillis());
    node.put("reason", standing.reason().isEmpty() ? null : standing.reason());
    node.put("openings", standing.openings());
    node.put("running", standing.running());
    node.put("queued", standing.waiting());
    return node;
  }

  private ObjectNode json(Target target) {
    ObjectNode node = Json.object();
    node.put("target", target.id());
    node.put("provider", target.provider());
    node.put("upstream_model", target.upstreamModel());
    node.put("requested_model", target.requestedModel());
    node.put("remark", target.remark());
    node.set("health", json(board.of(target).standing()));
    return node;
  }

  private static ObjectNode json(Decision decision) {
    ObjectNode node = Json.object();
    ArrayNode requested = node.putArray("requested");
    decision.requested().forEach(requested::add);
    node.put("route", decision.route().isEmpty() ? null : decision.route());
    ArrayNode why = node.putArray("why");
    decision.why().forEach(why::add);
    ArrayNode candidates = node.putArray("candidates");
    for (Decision.Candidate candidate : decision.candidates()) {
      candidates.addObject().put("target", candidate.target()).put("outcome", candidate.outcome());
    }
    return node;
  }
}
