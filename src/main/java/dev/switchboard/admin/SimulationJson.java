package dev.switchboard.admin;

import dev.switchboard.ir.Failure;
import dev.switchboard.json.Json;
import dev.switchboard.pipeline.Simulated;
import dev.switchboard.routing.Decision;
import dev.switchboard.routing.Target;
import dev.switchboard.trace.Usd;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a call would do, as JSON. */
final class SimulationJson {
  private SimulationJson() {}

  static ObjectNode of(Simulated simulated) {
    return of(simulated, null);
  }

  /**
   * One conversation or step.
   *
   * @param ended why its key is not good any more; null when it is
   */
  static ObjectNode of(Simulated simulated, @Nullable Failure ended) {
    Failure failure = ended == null ? simulated.failure() : ended;
    ObjectNode node = Json.object();
    node.put("served", failure == null);
    node.put("reason", failure == null ? null : failure.message());
    node.set("failure", failure == null ? Json.tree(null) : of(failure));
    List<Failure> refusals = new ArrayList<>();
    if (ended != null) {
      refusals.add(ended);
    }
    refusals.addAll(simulated.refusals());
    node.set("refusals", of(refusals));
    if (simulated.inputTokens().isPresent()) {
      node.put("input_tokens", simulated.inputTokens().getAsLong());
    } else {
      node.putNull("input_tokens");
    }
    ArrayNode plan = node.putArray("plan");
    simulated.turns().forEach(turn -> plan.add(of(turn, ended != null)));
    node.set("decision", of(simulated.decision()));
    node.putArray("steps");
    return node;
  }

  /** One of several steps: those that are served at all are served together. */
  static ObjectNode together(List<ObjectNode> steps) {
    if (steps.size() == 1) {
      return steps.getFirst();
    }
    ObjectNode node = Json.object();
    ObjectNode shown =
        steps.stream()
            .filter(step -> !step.path("served").asBoolean(false))
            .findFirst()
            .orElse(steps.getFirst());
    shown.properties().forEach(field -> node.set(field.getKey(), field.getValue()));
    ArrayNode all = node.putArray("steps");
    steps.forEach(all::add);
    return node;
  }

  private static ObjectNode of(Simulated.Turn turn, boolean ended) {
    Target target = turn.target();
    Simulated.Outcome outcome = ended ? Simulated.Outcome.NOT_REACHED : turn.outcome();
    ObjectNode node = Json.object();
    node.put("target", target.id());
    node.put("provider", target.provider());
    node.put("upstream_model", target.upstreamModel());
    node.put("requested_model", target.requestedModel());
    node.put("remark", target.remark());
    node.put("outcome", outcome.name().toLowerCase(Locale.ROOT));
    node.put("reason", turn.reason().isEmpty() ? null : turn.reason());
    if (turn.mostPicos().isPresent()) {
      node.put("most_cost_usd", Usd.ofPicos(turn.mostPicos().getAsLong()));
    } else {
      node.putNull("most_cost_usd");
    }
    node.set("refusals", of(turn.refusals()));
    node.set("health", RoutingRoutes.health(turn.standing()));
    return node;
  }

  private static ArrayNode of(List<Failure> failures) {
    ArrayNode node = Json.object().putArray("all");
    failures.forEach(failure -> node.add(of(failure)));
    return node;
  }

  private static ObjectNode of(Failure failure) {
    return Json.object()
        .put("status", failure.status())
        .put("code", failure.code())
        .put("message", failure.message());
  }

  private static ObjectNode of(Decision decision) {
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
