package dev.switchboard.admin;

import dev.switchboard.json.Json;
import dev.switchboard.routing.HealthBoard;
import dev.switchboard.routing.TargetHealth;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /targets}: how those do that were asked. */
public final class RoutingRoutes implements AdminSurface.Noun {
  private final HealthBoard board;

  public RoutingRoutes(HealthBoard board) {
    this.board = board;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get("/targets", this::targets));
  }

  private void targets(ManagementRequest request) {
    request.allowParameters(Set.of());
    ObjectNode answer = Json.object();
    ArrayNode data = answer.putArray("data");
    for (TargetHealth.Standing standing : board.standings()) {
      ObjectNode node = health(standing);
      node.put("target", standing.target());
      data.add(node);
    }
    answer.putNull("next_cursor");
    request.answer(200, answer);
  }

  /** How one stands. */
  static ObjectNode health(TargetHealth.Standing standing) {
    ObjectNode node = Json.object();
    node.put("state", standing.state());
    node.put("asked_again_in_ms", standing.left().toMillis());
    node.put("reason", standing.reason().isEmpty() ? null : standing.reason());
    node.put("openings", standing.openings());
    node.put("running", standing.running());
    node.put("queued", standing.waiting());
    return node;
  }
}
