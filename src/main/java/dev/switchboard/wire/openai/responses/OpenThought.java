package dev.switchboard.wire.openai.responses;

import dev.switchboard.json.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A thought being written; its readable text is told as one summary. */
final class OpenThought {
  private final EventSink events;
  private final ObjectNode item = Json.object();
  private final ArrayNode summary;
  private final String id;
  private final int index;
  private final StringBuilder written = new StringBuilder();
  private boolean open;

  OpenThought(EventSink events, String id, int index) {
    this.events = events;
    this.id = id;
    this.index = index;
    item.put("id", id).put("type", "reasoning");
    this.summary = item.putArray("summary");
    ObjectNode event = events.event("response.output_item.added").put("output_index", index);
    event.set("item", item.deepCopy());
    events.add(event);
  }

  private OpenThought(EventSink events, ObjectNode begun, int index) {
    this.events = events;
    this.id = begun.path("id").asString("");
    this.index = index;
    item.setAll(begun);
    this.summary = item.putArray("summary");
  }

  /**
   * A thought that a provider's own events began.
   *
   * @param text what they said of it
   */
  static OpenThought resumed(EventSink events, ObjectNode begun, int index, String text) {
    OpenThought thought = new OpenThought(events, begun, index);
    thought.open = !text.isEmpty();
    thought.written.append(text);
    return thought;
  }

  ObjectNode item() {
    return item;
  }

  void grow(String delta) {
    if (!open) {
      open = true;
      events.add(withPart("response.reasoning_summary_part.added", ""));
    }
    written.append(delta);
    events.add(at("response.reasoning_summary_text.delta").put("delta", delta));
  }

  void sign(String token) {
    item.put("encrypted_content", token);
  }

  void close() {
    if (open) {
      String text = keepText();
      events.add(at("response.reasoning_summary_text.done").put("text", text));
      events.add(withPart("response.reasoning_summary_part.done", text));
    }
    ObjectNode event = events.event("response.output_item.done").put("output_index", index);
    event.set("item", item);
    events.add(event);
  }

  void breakOff() {
    if (open) {
      keepText();
    }
  }

  private String keepText() {
    String text = written.toString();
    summary.addObject().put("type", "summary_text").put("text", text);
    return text;
  }

  private ObjectNode withPart(String type, String text) {
    ObjectNode event = at(type);
    event.putObject("part").put("type", "summary_text").put("text", text);
    return event;
  }

  private ObjectNode at(String type) {
    return events.event(type).put("item_id", id).put("output_index", index).put("summary_index", 0);
  }
}
