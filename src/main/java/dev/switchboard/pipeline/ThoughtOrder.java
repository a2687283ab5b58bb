package dev.switchboard.pipeline;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Content.Signature;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Origin;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One answer's thoughts and their places among its other parts.
 *
 * <p>Of texts and calls only the place is kept, and a call's id: their content comes back from the
 * caller.
 */
record ThoughtOrder(List<Slot> slots) {
  ThoughtOrder {
    slots = List.copyOf(slots);
  }

  /** A place in the answer. */
  sealed interface Slot {
    /** A thought as it was. */
    record Thought(Content.Reasoning reasoning) implements Slot {}

    /** A tool call, and the token on it, if there was one. */
    record Call(String id, @Nullable Signature signature) implements Slot {}

    /** Visible text. */
    record Text() implements Slot {}
  }

  /** Those of an answer; empty if nothing in it is signed. */
  static Optional<ThoughtOrder> of(List<Content> answer) {
    List<Slot> slots = new ArrayList<>();
    boolean signed = false;
    for (Content part : answer) {
      switch (part) {
        case Content.Reasoning reasoning -> {
          signed |= reasoning.signature() != null;
          slots.add(new Slot.Thought(reasoning));
        }
        case Content.ToolCall call -> {
          signed |= call.signature() != null;
          slots.add(new Slot.Call(call.id(), call.signature()));
        }
        case Content.Text _ -> slots.add(new Slot.Text());
        case Content.Image _,
            Content.Audio _,
            Content.Video _,
            Content.Document _,
            Content.ToolResult _,
            Content.Refusal _,
            Content.CachePoint _,
            Content.Opaque _ -> {}
      }
    }
    return signed ? Optional.of(new ThoughtOrder(slots)) : Optional.empty();
  }

  /** Who made the thoughts. */
  Optional<Origin> origin() {
    for (Slot slot : slots) {
      Signature signature =
          switch (slot) {
            case Slot.Thought thought -> thought.reasoning().signature();
            case Slot.Call call -> call.signature();
            case Slot.Text _ -> null;
          };
      if (signature != null) {
        return Optional.of(signature.origin());
      }
    }
    return Optional.empty();
  }

  /** The caller's parts with the thoughts back in their places. */
  List<Content> restoredIn(List<Content> parts) {
    Map<String, Content.ToolCall> calls = new HashMap<>();
    List<Content> rest = new ArrayList<>();
    for (Content part : parts) {
      if (part instanceof Content.ToolCall call && isKnown(call.id())) {
        calls.put(call.id(), call);
      } else if (!(part instanceof Content.Reasoning)) {
        rest.add(part);
      }
    }
    List<Content> restored = new ArrayList<>();
    int taken = 0;
    for (Slot slot : slots) {
      switch (slot) {
        case Slot.Thought thought -> restored.add(thought.reasoning());
        case Slot.Text _ -> {
          if (taken < rest.size()) {
            restored.add(rest.get(taken++));
          }
        }
        case Slot.Call(String id, Signature signature) -> {
          Content.ToolCall call = calls.remove(id);
          if (call != null) {
            restored.add(
                signature == null
                    ? call
                    : new Content.ToolCall(call.id(), call.name(), call.arguments(), signature));
          }
        }
      }
    }
    restored.addAll(rest.subList(taken, rest.size()));
    return restored;
  }

  private boolean isKnown(String callId) {
    return slots.stream().anyMatch(s -> s instanceof Slot.Call call && call.id().equals(callId));
  }

  byte[] encode() {
    ArrayNode all = Json.array();
    for (Slot slot : slots) {
      ObjectNode node = all.addObject();
      switch (slot) {
        case Slot.Thought(Content.Reasoning reasoning) -> {
          node.put("text", reasoning.text());
          put(node, reasoning.signature());
        }
        case Slot.Call call -> {
          node.put("call", call.id());
          put(node, call.signature());
        }
        case Slot.Text _ -> node.put("visible", true);
      }
    }
    return Json.write(all);
  }

  /** Reads what {@link #encode} wrote; empty for anything else. */
  static Optional<ThoughtOrder> decode(byte[] bytes) {
    try {
      List<Slot> slots = new ArrayList<>();
      for (JsonNode node : Json.parse(bytes)) {
        slots.add(slot(node));
      }
      return Optional.of(new ThoughtOrder(slots));
    } catch (InvalidJsonException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static Slot slot(JsonNode node) {
    if (node.has("text")) {
      return new Slot.Thought(
          new Content.Reasoning(node.path("text").stringValue(""), signature(node)));
    }
    return node.has("call")
        ? new Slot.Call(node.path("call").stringValue(""), signature(node))
        : new Slot.Text();
  }

  private static void put(ObjectNode node, @Nullable Signature signature) {
    if (signature != null) {
      node.put("kind", signature.kind().name())
          .put("value", signature.value())
          .put("dialect", signature.origin().dialect().name())
          .put("provider", signature.origin().provider())
          .put("model", signature.origin().model());
    }
  }

  private static @Nullable Signature signature(JsonNode node) {
    if (!node.has("kind")) {
      return null;
    }
    return new Signature(
        Signature.Kind.valueOf(node.path("kind").stringValue("")),
        node.path("value").stringValue(""),
        new Origin(
            Dialect.valueOf(node.path("dialect").stringValue("")),
            node.path("provider").stringValue(""),
            node.path("model").stringValue("")));
  }
}
