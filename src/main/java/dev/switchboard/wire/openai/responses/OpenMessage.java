package dev.switchboard.wire.openai.responses;

import dev.switchboard.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A message being written: its parts come one after the other. */
final class OpenMessage {
  private static final String TEXT = "output_text";
  private static final String REFUSAL = "refusal";

  private final EventSink events;
  private final ObjectNode item = Json.object();
  private final ArrayNode content;
  private final String id;
  private final int index;
  private final StringBuilder written = new StringBuilder();
  private @Nullable ObjectNode part;

  OpenMessage(EventSink events, String id, int index) {
    this.events = events;
    this.id = id;
    this.index = index;
    item.put("id", id).put("type", "message").put("status", "in_progress").put("role", "assistant");
    this.content = item.putArray("content");
    ObjectNode event = events.event("response.output_item.added").put("output_index", index);
    event.set("item", item.deepCopy());
    events.add(event);
  }

  private OpenMessage(EventSink events, ObjectNode begun, int index) {
    this.events = events;
    this.id = begun.path("id").asString("");
    this.index = index;
    item.setAll(begun);
    this.content = item.putArray("content");
  }

  /**
   * A message that a provider's own events began.
   *
   * @param text what they said of its open part
   */
  static OpenMessage resumed(EventSink events, PassedItems.Item begun, int index, String text) {
    OpenMessage message = new OpenMessage(events, begun.node(), index);
    begun.parts().forEach(message.content::add);
    if (begun.isPartOpen()) {
      message.part = begun.parts().getLast();
      message.written.append(text);
    }
    return message;
  }

  ObjectNode item() {
    return item;
  }

  void text(String delta) {
    open(TEXT);
    written.append(delta);
    ObjectNode event = at("response.output_text.delta").put("delta", delta);
    event.putArray("logprobs");
    events.add(event);
  }

  void refusal(String delta) {
    open(REFUSAL);
    written.append(delta);
    events.add(at("response.refusal.delta").put("delta", delta));
  }

  /** Whether this belongs to the text that is being written. */
  boolean takes(JsonNode opaque) {
    return part != null
        && part.path("type").asString("").equals(TEXT)
        && (opaque.path("annotations").isArray() || opaque.path("logprobs").isObject());
  }

  void attach(JsonNode opaque) {
    ObjectNode text = part;
    if (text == null) {
      return;
    }
    for (JsonNode token : opaque.path("logprobs").path("content")) {
      text.withArray("logprobs").add(token);
    }
    for (JsonNode annotation : opaque.path("annotations")) {
      JsonNode flat = flat(annotation);
      ArrayNode all = text.withArray("annotations");
      ObjectNode event = at("response.output_text.annotation.added");
      event.put("annotation_index", all.size()).set("annotation", flat);
      all.add(flat);
      events.add(event);
    }
  }

  /** The chat dialect says {@code {"type": t, t: {…}}}, this one {@code {"type": t, …}}. */
  private static JsonNode flat(JsonNode annotation) {
    String type = annotation.path("type").asString("");
    if (!(annotation.path(type) instanceof ObjectNode inner)) {
      return annotation;
    }
    ObjectNode flat = Json.object().put("type", type);
    flat.setAll(inner);
    if (type.equals("url_citation")) {
      flat.putIfAbsent("start_index", Json.tree(0));
      flat.putIfAbsent("end_index", Json.tree(0));
      flat.putIfAbsent("title", Json.tree(""));
    }
    return flat;
  }

  private void open(String type) {
    if (part != null && part.path("type").asString("").equals(type)) {
      return;
    }
    closePart();
    ObjectNode opened = Json.object().put("type", type);
    if (type.equals(TEXT)) {
      opened.putArray("annotations");
      opened.putArray("logprobs");
    }
    opened.put(field(type), "");
    content.add(opened);
    part = opened;
    ObjectNode event = at("response.content_part.added");
    event.set("part", opened.deepCopy());
    events.add(event);
  }

  private static String field(String type) {
    return type.equals(TEXT) ? "text" : "refusal";
  }

  private void closePart() {
    ObjectNode closed = part;
    if (closed == null) {
      return;
    }
    String type = closed.path("type").asString("");
    String text = keepText(closed, type);
    if (type.equals(TEXT)) {
      ObjectNode event = at("response.output_text.done").put("text", text);
      event.set("logprobs", closed.path("logprobs"));
      events.add(event);
    } else {
      events.add(at("response.refusal.done").put("refusal", text));
    }
    ObjectNode event = at("response.content_part.done");
    event.set("part", closed);
    events.add(event);
    part = null;
  }

  private String keepText(ObjectNode to, String type) {
    String text = written.toString();
    written.setLength(0);
    to.put(field(type), text);
    return text;
  }

  void close(String status) {
    closePart();
    item.put("status", status);
    ObjectNode event = events.event("response.output_item.done").put("output_index", index);
    event.set("item", item);
    events.add(event);
  }

  void breakOff() {
    if (part != null) {
      keepText(part, part.path("type").asString(""));
    }
    item.put("status", "incomplete");
  }

  private ObjectNode at(String type) {
    return events
        .event(type)
        .put("item_id", id)
        .put("output_index", index)
        .put("content_index", content.size() - 1);
  }
}
