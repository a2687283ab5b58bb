package dev.switchboard.ingress.openai;

import dev.switchboard.http.PercentText;
import dev.switchboard.ingress.CallableModel;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /v3/compat/models} in OpenAI's shape: the models that can be called here. */
public final class ModelRoutes {
  private final Supplier<List<CallableModel>> callable;

  /**
   * @param callable the models of the configured providers and the operator's own names
   */
  public ModelRoutes(Supplier<List<CallableModel>> callable) {
    this.callable = callable;
  }

  void list(Incoming incoming) {
    ObjectNode list = Json.object();
    list.put("object", "list");
    ArrayNode data = list.putArray("data");
    callable.get().forEach(model -> data.add(node(model)));
    incoming.json(200, Json.write(list));
  }

  void retrieve(Incoming incoming, String rawId) {
    String id = PercentText.decodePath(rawId);
    Optional<CallableModel> found =
        callable.get().stream().filter(model -> model.id().equals(id)).findFirst();
    incoming.json(
        200,
        Json.write(
            node(
                found.orElseThrow(() ->
                    new FailureException(
                        new Failure.ModelNotFound(
                            id, List.of(), "model " + id + " is not served here"))))));
  }

  private static ObjectNode node(CallableModel model) {
    ObjectNode node = Json.object();
    node.put("id", model.id());
    node.put("object", "model");
    node.put("created", model.createdSeconds());
    node.put("owned_by", model.ownedBy());
    return node;
  }
}
