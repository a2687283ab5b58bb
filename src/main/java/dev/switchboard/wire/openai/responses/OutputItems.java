package dev.switchboard.wire.openai.responses;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Content.Signature;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Note;
import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The output items of one answer as they grow; every step is told as events.
 *
 * <p>At most one message or thought is open at a time, and any number of calls: the dialect tells
 * them apart by {@code output_index}.
 */
final class OutputItems {
  private final EventSink events;
  private final ToolNames names;
  private final String base;
  private final List<ObjectNode> items = new ArrayList<>();
  private final Map<Integer, OpenCall> calls = new HashMap<>();
  private final List<Note> notes = new ArrayList<>();
  private @Nullable OpenMessage message;
  private @Nullable OpenThought thought;
  private boolean refused;

  /**
   * @param base makes the items' ids differ from those of other answers
   */
  OutputItems(EventSink events, ToolNames names, String base) {
    this.events = events;
    this.names = names;
    this.base = base.substring(base.lastIndexOf('_') + 1);
  }

  /** Takes over the items that a provider's own events told. */
  void resume(PassedItems before) {
    int call = 0;
    for (PassedItems.Item item : before.items()) {
      int index = items.size();
      ObjectNode node = item.node();
      boolean isCall = List.of("function_call", "custom_tool_call").contains(item.type());
      int number = isCall ? call++ : call;
      if (item.isDone()) {
        items.add(node);
      } else if (item.type().equals("message")) {
        message = OpenMessage.resumed(events, item, index, before.openText());
        items.add(message.item());
      } else if (item.type().equals("reasoning")) {
        thought = OpenThought.resumed(events, node, index, before.openThought());
        items.add(thought.item());
      } else if (isCall) {
        ToolNames.Known known = names.known(node.path("name").asString(""));
        OpenCall open = OpenCall.resumed(events, known, node, index, before.arguments(number));
        calls.put(number, open);
        items.add(open.item());
      } else {
        items.add(node);
      }
    }
  }

  /** The items so far, in order. */
  List<ObjectNode> items() {
    return items;
  }

  /** What the dialect could not carry. */
  List<Note> notes() {
    return notes;
  }

  /** Whether a refusal is among the items. */
  boolean refused() {
    return refused;
  }

  void text(String delta) {
    message().text(delta);
  }

  void refusal(String delta) {
    refused = true;
    message().refusal(delta);
  }

  void reasoning(String delta) {
    thought().grow(delta);
  }

  void signed(Signature signature, @Nullable String callId) {
    if (callId != null) {
      closeText("completed");
    }
    thought().sign(ReasoningTokens.write(signature, callId));
    closeText("completed");
  }

  private OpenMessage message() {
    OpenMessage open = message;
    if (open == null) {
      closeText("completed");
      open = new OpenMessage(events, id("msg_"), items.size());
      message = open;
      items.add(open.item());
    }
    return open;
  }

  private OpenThought thought() {
    OpenThought open = thought;
    if (open == null) {
      closeText("completed");
      open = new OpenThought(events, id(ReasoningTokens.ITEM_PREFIX), items.size());
      thought = open;
      items.add(open.item());
    }
    return open;
  }

  /** Ends the message or the thought that is open, if one is. */
  void closeText(String status) {
    if (message != null) {
      message.close(status);
      message = null;
    }
    if (thought != null) {
      thought.close();
      thought = null;
    }
  }

  void startCall(int index, String callId, String name, @Nullable Signature signature) {
    if (signature != null) {
      signed(signature, callId);
    }
    closeText("completed");
    ToolNames.Known known = names.known(name);
    OpenCall call =
        new OpenCall(events, known, id(known.custom() ? "ctc_" : "fc_"), items.size(), callId);
    calls.put(index, call);
    items.add(call.item());
  }

  void growCall(int index, String arguments) {
    OpenCall call = calls.get(index);
    if (call != null) {
      call.grow(arguments);
    }
  }

  void endCall(int index) {
    OpenCall call = calls.remove(index);
    if (call != null) {
      call.close("completed");
    }
  }

  /** What is open when the answer breaks off stays incomplete; no event says that it is done. */
  void breakOff() {
    calls.values().forEach(OpenCall::breakOff);
    if (message != null) {
      message.breakOff();
    }
    if (thought != null) {
      thought.breakOff();
    }
  }

  void part(Content part) {
    switch (part) {
      case Content.Text text -> text(text.text());
      case Content.Refusal refusal -> refusal(refusal.text());
      case Content.Reasoning reasoning -> {
        if (!reasoning.text().isEmpty()) {
          reasoning(reasoning.text());
        }
        if (reasoning.signature() != null) {
          signed(reasoning.signature(), null);
        }
        closeText("completed");
      }
      case Content.Image image -> image(image);
      case Content.Opaque opaque -> opaque(opaque);
      case Content.ToolCall call -> {
        int index = -1 - items.size();
        startCall(index, call.id(), call.name(), call.signature());
        growCall(index, call.arguments());
        endCall(index);
      }
      case Content.Audio _,
          Content.Video _,
          Content.Document _,
          Content.ToolResult _,
          Content.CachePoint _ ->
          omitted(part.getClass().getSimpleName());
    }
  }

  private void image(Content.Image image) {
    if (!(image.source() instanceof MediaSource.Inline inline)) {
      omitted("Image");
      return;
    }
    closeText("completed");
    ObjectNode item = Json.object().put("id", id("ig_")).put("type", "image_generation_call");
    item.put("status", "in_progress").putNull("result");
    int index = items.size();
    items.add(item);
    events.add(at("response.output_item.added", index, item.deepCopy()));
    item.put("status", "completed").put("result", inline.base64());
    String format = inline.mimeType().substring(inline.mimeType().indexOf('/') + 1);
    if (List.of("png", "webp", "jpeg").contains(format)) {
      item.put("output_format", format);
    }
    events.add(
        events
            .event("response.image_generation_call.completed")
            .put("output_index", index)
            .put("item_id", item.path("id").asString()));
    events.add(at("response.output_item.done", index, item));
  }

  /** Items of this dialect go on; of the chat dialect, what belongs to the text before. */
  private void opaque(Content.Opaque opaque) {
    JsonNode json = Json.parse(opaque.json());
    if (opaque.dialect() == Dialect.OPENAI_RESPONSES && json instanceof ObjectNode item) {
      closeText("completed");
      int index = items.size();
      items.add(item);
      events.add(at("response.output_item.added", index, item));
      events.add(at("response.output_item.done", index, item));
    } else if (opaque.dialect() == Dialect.OPENAI_CHAT && message != null && message.takes(json)) {
      message.attach(json);
    } else {
      omitted("a part that only " + opaque.dialect().label() + " understands");
    }
  }

  private void omitted(String what) {
    notes.add(
        new Note(Note.Kind.OMITTED, "output", what + " has no place in the answer's dialect"));
  }

  private ObjectNode at(String type, int index, ObjectNode item) {
    ObjectNode event = events.event(type).put("output_index", index);
    event.set("item", item);
    return event;
  }

  private String id(String prefix) {
    return prefix + base + (items.size() < 10 ? "0" : "") + items.size();
  }
}
