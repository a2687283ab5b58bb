package dev.switchboard.wire.openai.responses;

import dev.switchboard.json.Json;
import dev.switchboard.wire.WireEvent;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells a whole response as events: each text in one piece. */
final class EventReplay {
  private final EventSink events = new EventSink(false);

  List<WireEvent> of(JsonNode response) {
    if (response instanceof ObjectNode whole) {
      ObjectNode begun = whole.deepCopy();
      begun.put("status", "in_progress").putNull("completed_at").putNull("usage");
      begun.putNull("error").putNull("incomplete_details").putArray("output");
      lifecycle("response.created", begun);
      lifecycle("response.in_progress", begun);
      int index = 0;
      for (JsonNode item : whole.path("output")) {
        if (item instanceof ObjectNode object) {
          item(index++, object);
        }
      }
      lifecycle("response." + whole.path("status").asString("completed"), whole);
    }
    return events.take();
  }

  private void lifecycle(String type, ObjectNode response) {
    ObjectNode event = events.event(type);
    event.set("response", response);
    events.add(event);
  }

  private void item(int index, ObjectNode item) {
    ObjectNode added = item.deepCopy();
    if (added.has("status")) {
      added.put("status", "in_progress");
    }
    for (String grown : List.of("content", "summary")) {
      if (added.path(grown).isArray()) {
        added.putArray(grown);
      }
    }
    for (String grown : List.of("arguments", "input")) {
      if (added.path(grown).isString()) {
        added.put(grown, "");
      }
    }
    itemEvent("response.output_item.added", index, added);
    switch (item.path("type").asString("")) {
      case "message" -> message(index, item);
      case "reasoning" -> reasoning(index, item);
      case "function_call" -> {
        String arguments = item.path("arguments").asString("");
        events.add(
            at("response.function_call_arguments.delta", index, item).put("delta", arguments));
        events.add(
            at("response.function_call_arguments.done", index, item)
                .put("name", item.path("name").asString(""))
                .put("arguments", arguments));
      }
      case "custom_tool_call" -> {
        String input = item.path("input").asString("");
        events.add(at("response.custom_tool_call_input.delta", index, item).put("delta", input));
        events.add(at("response.custom_tool_call_input.done", index, item).put("input", input));
      }
      default -> {}
    }
    itemEvent("response.output_item.done", index, item);
  }

  private void message(int index, ObjectNode item) {
    int place = 0;
    for (JsonNode part : item.path("content")) {
      boolean text = part.path("type").asString("").equals("output_text");
      String field = text ? "text" : "refusal";
      String words = part.path(field).asString("");
      ObjectNode empty = ((ObjectNode) part.deepCopy()).put(field, "");
      partEvent("response.content_part.added", index, item, place).set("part", empty);
      emit();
      String name = text ? "response.output_text" : "response.refusal";
      ObjectNode delta = partEvent(name + ".delta", index, item, place).put("delta", words);
      ObjectNode done;
      if (text) {
        delta.putArray("logprobs");
      }
      emit();
      done = partEvent(name + ".done", index, item, place).put(field, words);
      if (text) {
        done.putArray("logprobs");
      }
      emit();
      partEvent("response.content_part.done", index, item, place).set("part", part);
      emit();
      place++;
    }
  }

  private ObjectNode pending = Json.object();

  private ObjectNode partEvent(String type, int index, ObjectNode item, int place) {
    pending = at(type, index, item).put("content_index", place);
    return pending;
  }

  private void emit() {
    events.add(pending);
  }

  private void reasoning(int index, ObjectNode item) {
    int place = 0;
    for (JsonNode part : item.path("summary")) {
      String text = part.path("text").asString("");
      summary("response.reasoning_summary_part.added", index, item, place)
          .putObject("part")
          .put("type", "summary_text")
          .put("text", "");
      emit();
      summary("response.reasoning_summary_text.delta", index, item, place).put("delta", text);
      emit();
      summary("response.reasoning_summary_text.done", index, item, place).put("text", text);
      emit();
      summary("response.reasoning_summary_part.done", index, item, place).set("part", part);
      emit();
      place++;
    }
  }

  private ObjectNode summary(String type, int index, ObjectNode item, int place) {
    pending = at(type, index, item).put("summary_index", place);
    return pending;
  }

  private void itemEvent(String type, int index, ObjectNode item) {
    ObjectNode event = events.event(type).put("output_index", index);
    event.set("item", item);
    events.add(event);
  }

  private ObjectNode at(String type, int index, ObjectNode item) {
    return events
        .event(type)
        .put("item_id", item.path("id").asString(""))
        .put("output_index", index);
  }
}
