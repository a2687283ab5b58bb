package dev.switchboard.ingress.gemini;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.conversation.Turn;
import dev.switchboard.ingress.KeptTurns;
import dev.switchboard.json.Json;
import dev.switchboard.json.JsonPatch;
import dev.switchboard.json.TopLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts into a request what it only refers to, the interactions that it continues, so that any
 * provider can answer it.
 *
 * <p>Only what was said is taken over: instructions, tools and settings are those of the request,
 * as they are at Google.
 */
final class InteractionInput {
  private final KeptTurns kept;
  private final VirtualKey owner;

  InteractionInput(KeptTurns kept, VirtualKey owner) {
    this.kept = kept;
    this.owner = owner;
  }

  /** A request that stands on its own. */
  static final class Resolved {
    private final byte[] body;
    private final @Nullable String previousId;
    private final List<ObjectNode> steps;

    private Resolved(byte[] body, @Nullable String previousId, List<ObjectNode> steps) {
      this.body = body;
      this.previousId = previousId;
      this.steps = List.copyOf(steps);
    }

    /** Not a copy, not to be changed. */
    byte[] body() {
      return body;
    }

    @Nullable String previousId() {
      return previousId;
    }

    /** The steps that the request itself has; empty if they are not kept. */
    List<ObjectNode> steps() {
      return steps;
    }
  }

  /**
   * Resolves a request.
   *
   * @param store whether its own steps are needed, to be kept
   */
  Resolved resolve(TopLevel body, boolean store) {
    String previousId =
        body.text("previous_interaction_id").filter(id -> !id.isEmpty()).orElse(null);
    if (previousId == null && !store) {
      return new Resolved(body.toBytes(), null, List.of());
    }
    List<ObjectNode> own = steps(body.node("input"));
    if (previousId == null) {
      return new Resolved(body.toBytes(), null, own);
    }
    ArrayNode all = Json.array();
    for (Turn turn : kept.conversation(owner, previousId)) {
      Json.parseReply(turn.input()).forEach(all::add);
      Json.parseReply(turn.answer()).path("steps").forEach(all::add);
    }
    own.forEach(all::add);
    JsonPatch patch = JsonPatch.none().remove("/previous_interaction_id").set("/input", all);
    return new Resolved(patch.apply(body), previousId, own);
  }

  /** An input in the one form that holds them all; what cannot be read stays as it is. */
  private static List<ObjectNode> steps(Optional<JsonNode> input) {
    List<ObjectNode> steps = new ArrayList<>();
    if (input.isEmpty()) {
      return steps;
    }
    JsonNode given = input.get();
    if (given.isString()) {
      says("user_input", text(given), steps);
    } else if (given instanceof ObjectNode object) {
      add(object, "user_input", steps);
    } else {
      given.forEach(element -> {
        if (element instanceof ObjectNode object) {
          add(object, "user_input", steps);
        }
      });
    }
    return steps;
  }

  private static void add(ObjectNode element, String speaker, List<ObjectNode> steps) {
    if (!element.has("type") && element.has("role")) {
      String role = element.path("role").asString("user");
      String turnOf = role.equals("user") ? "user_input" : "model_output";
      JsonNode content = element.path("content");
      if (content.isString()) {
        says(turnOf, text(content), steps);
      } else {
        for (JsonNode part : content) {
          if (part instanceof ObjectNode object) {
            add(object, turnOf, steps);
          }
        }
      }
      return;
    }
    switch (element.path("type").asString("")) {
      case "text", "image", "audio", "video", "document" -> says(speaker, element, steps);
      default -> steps.add(element);
    }
  }

  private static ObjectNode text(JsonNode words) {
    ObjectNode text = Json.object().put("type", "text");
    text.set("text", words);
    return text;
  }

  private static void says(String speaker, ObjectNode content, List<ObjectNode> steps) {
    boolean goesOn =
        !steps.isEmpty()
            && steps.getLast().path("type").asString("").equals(speaker)
            && steps.getLast().path("content").isArray();
    if (!goesOn) {
      ObjectNode step = Json.object().put("type", speaker);
      step.putArray("content");
      steps.add(step);
    }
    steps.getLast().withArray("content").add(content);
  }
}
