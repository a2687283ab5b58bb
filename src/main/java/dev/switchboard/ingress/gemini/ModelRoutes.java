package dev.switchboard.ingress.gemini;

import dev.switchboard.http.Query;
import dev.switchboard.ingress.CallableModel;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.Parameters;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Json;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET …/models} in Google's shape: the models that can be called here. */
public final class ModelRoutes {
  private static final int DEFAULT_PAGE = 50;
  private static final int MAX_PAGE = 1_000;
  private static final String PREFIX = "models/";

  private final Supplier<List<CallableModel>> callable;

  /**
   * @param callable the models of the configured providers and the operator's own names
   */
  public ModelRoutes(Supplier<List<CallableModel>> callable) {
    this.callable = callable;
  }

  /** A page; its token is the place at which the next one begins. */
  void list(Incoming incoming) {
    Query query = incoming.exchange().query();
    List<CallableModel> all = callable.get();
    int size = Parameters.integer(query, "pageSize", DEFAULT_PAGE, 0, Integer.MAX_VALUE);
    int from = Parameters.integer(query, "pageToken", 0, 0, all.size());
    int to = Math.min(all.size(), from + Math.min(size == 0 ? DEFAULT_PAGE : size, MAX_PAGE));
    ObjectNode page = Json.object();
    ArrayNode models = page.putArray("models");
    all.subList(from, to).forEach(model -> models.add(node(model.id())));
    if (to < all.size()) {
      page.put("nextPageToken", Integer.toString(to));
    }
    incoming.json(200, Json.write(page));
  }

  void retrieve(Incoming incoming, String id) {
    CallableModel model =
        callable.get().stream()
            .filter(each -> each.id().equals(id))
            .findFirst()
            .orElseThrow(() ->
                new FailureException(
                    new Failure.ModelNotFound(
                        id, List.of(), "model " + id + " is not served here")));
    incoming.json(200, Json.write(node(model.id())));
  }

  private static ObjectNode node(String id) {
    ObjectNode node = Json.object();
    node.put("name", PREFIX + id);
    node.put("baseModelId", id);
    node.put("version", "");
    node.put("displayName", id);
    node.putArray("supportedGenerationMethods").add("generateContent");
    return node;
  }
}
