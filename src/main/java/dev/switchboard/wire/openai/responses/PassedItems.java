package dev.switchboard.wire.openai.responses;

import dev.switchboard.ir.StreamEvent;
import dev.switchboard.json.Json;
import dev.switchboard.wire.Passed;
import dev.switchboard.wire.WireEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The output items of an answer that went to its caller in the provider's own events, and what has
 * come of those that are open.
 */
final class PassedItems {
  private static final String CREATED = "response.created";
  private static final String ADDED = "response.output_item.added";
  private static final String DONE = "response.output_item.done";
  private static final String PART_ADDED = "response.content_part.added";
  private static final String PART_DONE = "response.content_part.done";
  private static final Set<String> MARKS = Set.of(CREATED, ADDED, DONE, PART_ADDED, PART_DONE);

  private final TreeMap<Integer, Item> items = new TreeMap<>();
  private final List<String> arguments = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder thought = new StringBuilder();
  private JsonNode response = Json.object();

  private PassedItems() {}

  /** One item. */
  static final class Item {
    private final Map<Integer, ObjectNode> parts = new TreeMap<>();
    private ObjectNode node;
    private boolean done;
    private boolean partOpen;

    private Item(ObjectNode node) {
      this.node = node;
    }

    ObjectNode node() {
      return node;
    }

    String type() {
      return node.path("type").asString("");
    }

    /** Whether the provider said that it is whole. */
    boolean isDone() {
      return done;
    }

    /** The parts of a message, in order. */
    List<ObjectNode> parts() {
      return List.copyOf(parts.values());
    }

    /** Whether its last part is still being written. */
    boolean isPartOpen() {
      return partOpen;
    }
  }

  /** Whether an event must be kept to know of them; most are deltas. */
  static boolean marks(WireEvent event) {
    String name = event.event();
    if (name != null) {
      return MARKS.contains(name);
    }
    String data = event.data();
    return MARKS.stream().anyMatch(mark -> data.contains("\"" + mark + "\""));
  }

  static PassedItems of(Passed passed) {
    PassedItems items = new PassedItems();
    for (WireEvent mark : passed.marks()) {
      items.take(Json.parseReply(mark.data()));
    }
    Map<Integer, StringBuilder> calls = new HashMap<>();
    for (StreamEvent event : passed.events()) {
      switch (event) {
        case StreamEvent.TextDelta delta -> items.text.append(delta.text());
        case StreamEvent.ReasoningDelta delta -> items.thought.append(delta.text());
        case StreamEvent.ToolCallStarted call -> calls.put(call.index(), new StringBuilder());
        case StreamEvent.ToolCallDelta delta ->
            calls
                .computeIfAbsent(delta.index(), _ -> new StringBuilder())
                .append(delta.arguments());
        default -> {}
      }
    }
    for (int call = 0; call < calls.size(); call++) {
      items.arguments.add(calls.getOrDefault(call, new StringBuilder()).toString());
    }
    return items;
  }

  private void take(JsonNode event) {
    int index = event.path("output_index").asInt(0);
    Item item = items.get(index);
    switch (event.path("type").asString("")) {
      case CREATED -> response = event.path("response");
      case ADDED -> {
        if (event.path("item") instanceof ObjectNode node) {
          items.put(index, new Item(node));
        }
      }
      case DONE -> {
        if (item != null && event.path("item") instanceof ObjectNode node) {
          item.node = node;
          item.done = true;
        }
      }
      case PART_ADDED, PART_DONE -> {
        if (item != null && event.path("part") instanceof ObjectNode part) {
          item.parts.put(event.path("content_index").asInt(0), part);
          item.partOpen = event.path("type").asString("").equals(PART_ADDED);
        }
      }
      default -> {}
    }
  }

  /** The response as its first event told it. */
  JsonNode response() {
    return response;
  }

  /** In their places; a place that no event told of has none. */
  List<Item> items() {
    return List.copyOf(items.values());
  }

  /** What was said of the text that is open. */
  String openText() {
    int whole = 0;
    for (Item item : items.values()) {
      List<JsonNode> parts =
          item.isDone()
              ? item.node().path("content").valueStream().toList()
              : List.copyOf(item.parts());
      int ended = !item.isDone() && item.isPartOpen() ? parts.size() - 1 : parts.size();
      for (JsonNode part : parts.subList(0, ended)) {
        whole += part.path("text").asString("").length();
      }
    }
    return text.substring(Math.min(whole, text.length()));
  }

  /** What was said of the thought that is open. */
  String openThought() {
    int whole = 0;
    for (Item item : items.values()) {
      if (item.isDone() && item.type().equals("reasoning")) {
        for (JsonNode part : item.node().path("summary")) {
          whole += part.path("text").asString("").length();
        }
      }
    }
    return thought.substring(Math.min(whole, thought.length()));
  }

  /** The arguments of a call as far as they came, by its number. */
  String arguments(int call) {
    return call < arguments.size() ? arguments.get(call) : "";
  }
}
