package dev.switchboard.ingress.gemini;

import dev.switchboard.catalog.Capability;
import dev.switchboard.catalog.ModelEntry;
import dev.switchboard.catalog.ModelType;
import dev.switchboard.catalog.Support;
import dev.switchboard.http.Query;
import dev.switchboard.ingress.CallableModel;
import dev.switchboard.ingress.CallableModels;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.Parameters;
import dev.switchboard.json.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET …/models} in Google's shape: the models that can be called here. */
public final class ModelRoutes {
  private static final int DEFAULT_PAGE = 50;
  private static final int MAX_PAGE = 1_000;
  private static final String PREFIX = "models/";

  private final CallableModels callable;

  public ModelRoutes(CallableModels callable) {
    this.callable = callable;
  }

  /** A page; its token is the place at which the next one begins. */
  void list(Incoming incoming) {
    Query query = incoming.exchange().query();
    List<CallableModel> all = callable.listed();
    int size = Parameters.integer(query, "pageSize", DEFAULT_PAGE, 0, Integer.MAX_VALUE);
    int from = Parameters.integer(query, "pageToken", 0, 0, all.size());
    int to = Math.min(all.size(), from + Math.min(size == 0 ? DEFAULT_PAGE : size, MAX_PAGE));
    ObjectNode page = Json.object();
    ArrayNode models = page.putArray("models");
    all.subList(from, to).forEach(model -> models.add(node(model.id(), model.facts())));
    if (to < all.size()) {
      page.put("nextPageToken", Integer.toString(to));
    }
    incoming.json(200, Json.write(page));
  }

  /** A model by any name that a call may have; of one that is not listed nothing is known. */
  void retrieve(Incoming incoming, String id) {
    incoming.json(200, Json.write(node(id, callable.named(id).facts())));
  }

  private static ObjectNode node(String id, CallableModel.Facts facts) {
    ObjectNode node = Json.object();
    node.put("name", PREFIX + id);
    node.put("baseModelId", id);
    node.put("version", id);
    node.put("displayName", facts.displayName());
    if (facts.contextTokens() != null) {
      node.put("inputTokenLimit", facts.contextTokens());
    }
    if (facts.outputTokens() != null) {
      node.put("outputTokenLimit", facts.outputTokens());
    }
    ModelEntry entry = facts.entry();
    if (entry != null) {
      Support thinks = entry.supports(Capability.REASONING);
      if (thinks != Support.UNKNOWN) {
        node.put("thinking", thinks == Support.YES);
      }
    }
    ArrayNode methods = node.putArray("supportedGenerationMethods");
    methods(entry == null ? ModelType.LLM : entry.type()).forEach(methods::add);
    return node;
  }

  /** The routes of Google's dialect that a model of that kind can be asked on. */
  private static List<String> methods(ModelType type) {
    return switch (type) {
      case LLM -> List.of("generateContent", "streamGenerateContent", "countTokens");
      case EMBEDDING -> List.of("embedContent", "batchEmbedContents");
      case IMAGE -> List.of("predict");
      case VIDEO, TTS, STT, RERANK, REALTIME -> List.of();
    };
  }
}
