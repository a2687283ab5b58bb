package dev.switchboard.ingress.openai;

import dev.switchboard.http.PercentText;
import dev.switchboard.ingress.CallableModel;
import dev.switchboard.ingress.CallableModels;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.json.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /v3/compat/models} in OpenAI's shape: the models that can be called here. */
public final class ModelRoutes {
  private final CallableModels callable;

  public ModelRoutes(CallableModels callable) {
    this.callable = callable;
  }

  void list(Incoming incoming) {
    ObjectNode list = Json.object();
    list.put("object", "list");
    ArrayNode data = list.putArray("data");
    callable.listed().forEach(model -> data.add(node(model)));
    incoming.json(200, Json.write(list));
  }

  void retrieve(Incoming incoming, String rawId) {
    String id = PercentText.decodePath(rawId);
    incoming.json(200, Json.write(node(callable.named(id))));
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
