package dev.switchboard.ingress.openai;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.conversation.Turn;
import dev.switchboard.ingress.KeptTurns;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Json;
import dev.switchboard.json.JsonPatch;
import dev.switchboard.json.TopLevel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts into a request what it only refers to: the responses that it continues and single items of
 * them, so that any provider can answer it.
 */
final class ResponseInput {
  /** In the id of an input item that came without one. */
  private static final String OURS = "_swbin_";

  private final KeptTurns kept;
  private final VirtualKey owner;

  ResponseInput(KeptTurns kept, VirtualKey owner) {
    this.kept = kept;
    this.owner = owner;
  }

  /** A request that stands on its own. */
  static final class Resolved {
    private final byte[] body;
    private final @Nullable String previousId;
    private final List<ObjectNode> items;
    private final List<ObjectNode> earlier;

    private Resolved(
        byte[] body,
        @Nullable String previousId,
        List<ObjectNode> items,
        List<ObjectNode> earlier) {
      this.body = body;
      this.previousId = previousId;
      this.items = List.copyOf(items);
      this.earlier = List.copyOf(earlier);
    }

    /** The items of the conversation that the request continues. */
    List<ObjectNode> earlier() {
      return earlier;
    }

    /** Not a copy, not to be changed. */
    byte[] body() {
      return body;
    }

    @Nullable String previousId() {
      return previousId;
    }

    /** The items that the request itself has, each with an id; empty if they are not kept. */
    List<ObjectNode> items() {
      return items;
    }
  }

  /**
   * Resolves a request.
   *
   * @param idBase makes the ids of items differ from those of other requests
   */
  Resolved resolve(TopLevel body, boolean store, String idBase) {
    References.requireNoConversation(body);
    String previousId = body.text("previous_response_id").filter(id -> !id.isEmpty()).orElse(null);
    byte[] bytes = body.toBytes();
    JsonPatch patch = body.has("background") ? JsonPatch.none().remove("/background") : null;
    boolean refers = References.areIn(body, bytes);
    if (!store && previousId == null && !refers) {
      return new Resolved(patch == null ? bytes : patch.apply(body), null, List.of(), List.of());
    }
    patch = patch == null ? JsonPatch.none() : patch;
    if (previousId == null && !refers) {
      List<ObjectNode> items = items(body.node("input"), idBase);
      return new Resolved(patch.isEmpty() ? bytes : patch.apply(body), null, items, List.of());
    }
    List<ObjectNode> own = new ArrayList<>();
    for (ObjectNode item : items(body.node("input"), idBase)) {
      own.add(References.isOne(item) ? referred(item) : item);
    }
    ArrayNode all = Json.array();
    List<ObjectNode> earlier = previousId == null ? List.of() : earlier(previousId);
    if (previousId != null) {
      requireCalls(earlier, own);
      earlier.forEach(all::add);
      patch = patch.remove("/previous_response_id");
    }
    own.forEach(item -> all.add(sendable(item)));
    return new Resolved(patch.set("/input", all).apply(body), previousId, own, earlier);
  }

  /** An output must be that of a call: no provider could make sense of it. */
  private static void requireCalls(List<ObjectNode> earlier, List<ObjectNode> own) {
    Set<String> calls = new HashSet<>();
    Stream.concat(earlier.stream(), own.stream())
        .filter(item -> item.path("type").asString("").equals("function_call"))
        .forEach(item -> calls.add(item.path("call_id").asString("")));
    for (ObjectNode item : own) {
      String id = item.path("call_id").asString("");
      if (item.path("type").asString("").equals("function_call_output") && !calls.contains(id)) {
        String shown = id.length() > 80 ? id.substring(0, 80) + "…" : id;
        throw new FailureException(
            Failure.InvalidRequest.at(
                "/input", "input: function_call_output of a call " + shown + " that was not made"));
      }
    }
  }

  /** All items of a response and of those that it continues, without its own output. */
  List<ObjectNode> itemsBefore(Turn turn) {
    List<ObjectNode> all = new ArrayList<>();
    String previous = turn.previousId();
    if (previous != null) {
      for (Turn earlier : kept.conversation(owner, previous)) {
        all.addAll(objects(Json.parse(earlier.input())));
        all.addAll(output(earlier));
      }
    }
    all.addAll(objects(Json.parse(turn.input())));
    return all;
  }

  private List<ObjectNode> earlier(String previousId) {
    List<ObjectNode> all = new ArrayList<>();
    for (Turn turn : kept.conversation(owner, previousId)) {
      objects(Json.parse(turn.input())).forEach(item -> all.add(sendable(item)));
      all.addAll(output(turn));
    }
    return all;
  }

  static List<ObjectNode> output(Turn turn) {
    return objects(Json.parseReply(turn.answer()).path("output"));
  }

  private static List<ObjectNode> objects(JsonNode array) {
    List<ObjectNode> objects = new ArrayList<>();
    array.forEach(item -> {
      if (item instanceof ObjectNode object) {
        objects.add(object);
      }
    });
    return objects;
  }

  /** An id of our making means nothing to a provider. */
  private static ObjectNode sendable(ObjectNode item) {
    if (!item.path("id").asString("").contains(OURS)) {
      return item;
    }
    ObjectNode copy = item.deepCopy();
    copy.remove("id");
    if (copy.path("type").asString("").equals("reasoning")) {
      copy.put("id", item.path("id").asString(""));
    }
    return copy;
  }

  private ObjectNode referred(ObjectNode reference) {
    String id = reference.path("id").asString("");
    Optional<Turn> turn = id.isEmpty() ? Optional.empty() : kept.ofItem(owner, id);
    if (turn.isPresent()) {
      List<ObjectNode> all = new ArrayList<>(output(turn.get()));
      all.addAll(objects(Json.parse(turn.get().input())));
      for (ObjectNode item : all) {
        if (item.path("id").asString("").equals(id)) {
          return item;
        }
      }
    }
    String shown = id.length() > 80 ? id.substring(0, 80) + "…" : id;
    throw new FailureException(
        Failure.InvalidRequest.at(
            "/input", "input: item " + shown + " is not kept for this project"));
  }

  /** The items of an input in the shape in which they are listed. */
  private static List<ObjectNode> items(Optional<JsonNode> input, String idBase) {
    List<ObjectNode> items = new ArrayList<>();
    if (input.isPresent() && input.get().isString()) {
      ObjectNode message = Json.object().put("role", "user");
      message.set("content", input.get());
      items.add(listed(message, idBase, 0));
    } else if (input.isPresent()) {
      for (JsonNode item : input.get()) {
        if (item instanceof ObjectNode object) {
          items.add(References.isOne(object) ? object : listed(object, idBase, items.size()));
        }
      }
    }
    return items;
  }

  private static ObjectNode listed(ObjectNode item, String idBase, int place) {
    boolean message = item.has("role") && item.path("type").asString("message").equals("message");
    ObjectNode listed = Json.object();
    String type = message ? "message" : item.path("type").asString("item");
    listed.put("id", item.path("id").asString(prefix(type) + OURS + idBase + place));
    listed.put("type", type);
    listed.setAll(item);
    listed.put("id", listed.path("id").asString(prefix(type) + OURS + idBase + place));
    listed.put("type", type);
    if (message || type.startsWith("function_call")) {
      listed.put("status", item.path("status").asString("completed"));
    }
    if (message && item.path("content").isString()) {
      boolean said = item.path("role").asString("").equals("assistant");
      ObjectNode part = Json.object().put("type", said ? "output_text" : "input_text");
      part.set("text", item.path("content"));
      if (said) {
        part.putArray("annotations");
      }
      listed.putArray("content").add(part);
    }
    return listed;
  }

  private static String prefix(String type) {
    return switch (type) {
      case "message" -> "msg";
      case "function_call" -> "fc";
      case "function_call_output" -> "fco";
      case "reasoning" -> "rs";
      case "custom_tool_call" -> "ctc";
      case "custom_tool_call_output" -> "ctco";
      default -> "item";
    };
  }
}
