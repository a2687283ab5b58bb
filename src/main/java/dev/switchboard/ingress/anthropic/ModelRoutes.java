package dev.switchboard.ingress.anthropic;

import dev.switchboard.catalog.ModelEntry;
import dev.switchboard.http.Headers;
import dev.switchboard.http.PercentText;
import dev.switchboard.http.Query;
import dev.switchboard.ingress.CallableModel;
import dev.switchboard.ingress.CallableModels;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.Parameters;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ClaudeModel;
import dev.switchboard.wire.anthropic.AnthropicHeaders;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /v3/compat/v1/models} in Anthropic's shape: the models that can be called here. */
public final class ModelRoutes {
  private static final int DEFAULT_LIMIT = 20;
  private static final int MAX_LIMIT = 1_000;

  private static final List<String> LIFECYCLES = List.of("active", "deprecated", "retired");
  private static final Set<String> LINES = Set.of("haiku", "sonnet", "opus", "fable", "mythos");

  private final CallableModels callable;

  public ModelRoutes(CallableModels callable) {
    this.callable = callable;
  }

  /** A page; {@code after_id} and {@code before_id} name the models that bound it. */
  void list(Incoming incoming) {
    Query query = incoming.exchange().query();
    int limit = Parameters.integer(query, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    List<CallableModel> all = wanted(query);
    Optional<Integer> before = place(all, query, "before_id");
    int start;
    int end;
    if (before.isPresent()) {
      end = before.get();
      start = Math.max(0, end - limit);
    } else {
      start = place(all, query, "after_id").map(at -> at + 1).orElse(0);
      end = Math.min(all.size(), start + limit);
    }
    List<CallableModel> page = all.subList(start, end);
    ObjectNode list = Json.object();
    ArrayNode data = list.putArray("data");
    page.forEach(model -> data.add(node(model)));
    list.put("has_more", before.isPresent() ? start > 0 : end < all.size());
    list.put("first_id", page.isEmpty() ? null : page.getFirst().id());
    list.put("last_id", page.isEmpty() ? null : page.getLast().id());
    respond(incoming, list);
  }

  void retrieve(Incoming incoming, String rawId) {
    String id = PercentText.decodePath(rawId);
    respond(incoming, node(callable.named(id)));
  }

  private static Optional<Integer> place(List<CallableModel> all, Query query, String name) {
    Optional<String> id = query.first(name).filter(value -> !value.isEmpty());
    if (id.isEmpty()) {
      return Optional.empty();
    }
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).id().equals(id.get())) {
        return Optional.of(i);
      }
    }
    throw Parameters.wrong(name, id.get(), "the id of a model in the list");
  }

  private static ObjectNode node(CallableModel model) {
    CallableModel.Facts facts = model.facts();
    ObjectNode node = Json.object();
    node.put("id", model.id());
    node.put("type", "model");
    node.put("display_name", facts.displayName());
    node.put("created_at", Instant.ofEpochSecond(model.createdSeconds()).toString());
    node.put("max_input_tokens", facts.contextTokens());
    node.put("max_tokens", facts.outputTokens());
    node.put("lifecycle", lifecycle(model));
    node.putNull("deprecated_at");
    node.putNull("retires_at");
    ModelEntry entry = facts.entry();
    node.put("line", entry == null ? null : line(entry.id()));
    node.set("capabilities", entry == null ? Json.tree(null) : ModelAbilities.of(entry));
    return node;
  }

  private static String lifecycle(CallableModel model) {
    return model.facts().deprecated() ? "deprecated" : "active";
  }

  private static @Nullable String line(String id) {
    if (!id.contains("claude")) {
      return null;
    }
    String family = ClaudeModel.of(id).family();
    return LINES.contains(family) ? family : null;
  }

  /** The models of the wanted lifecycles; nothing is listed that is retired. */
  private List<CallableModel> wanted(Query query) {
    Set<String> lifecycles = new HashSet<>(query.all("lifecycle"));
    lifecycles.addAll(query.all("lifecycle[]"));
    for (String word : lifecycles) {
      if (!LIFECYCLES.contains(word)) {
        throw Parameters.wrong("lifecycle", word, "one of " + String.join(", ", LIFECYCLES));
      }
    }
    return lifecycles.isEmpty()
        ? callable.listed()
        : callable.listed().stream()
            .filter(model -> lifecycles.contains(lifecycle(model)))
            .toList();
  }

  private static void respond(Incoming incoming, ObjectNode body) {
    incoming
        .exchange()
        .respond(
            200,
            Headers.of(
                "content-type",
                "application/json",
                "x-request-id",
                incoming.requestId(),
                AnthropicHeaders.REQUEST_ID_HEADER,
                incoming.requestId()),
            Json.write(body));
  }
}
