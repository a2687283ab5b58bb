package dev.switchboard.wire.openai.responses;

import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A tool call being written. */
final class OpenCall {
  private final EventSink events;
  private final ToolNames.Known tool;
  private final ObjectNode item = Json.object();
  private final String id;
  private final int index;
  private final StringBuilder arguments = new StringBuilder();

  OpenCall(EventSink events, ToolNames.Known tool, String id, int index, String callId) {
    this.events = events;
    this.tool = tool;
    this.id = id;
    this.index = index;
    item.put("id", id).put("type", tool.custom() ? "custom_tool_call" : "function_call");
    item.put("status", "in_progress").put("call_id", callId).put("name", tool.name());
    if (tool.namespace() != null) {
      item.put("namespace", tool.namespace());
    }
    item.put(tool.custom() ? "input" : "arguments", "");
    ObjectNode event = events.event("response.output_item.added").put("output_index", index);
    event.set("item", item.deepCopy());
    events.add(event);
  }

  private OpenCall(EventSink events, ToolNames.Known tool, ObjectNode begun, int index) {
    this.events = events;
    this.tool = tool;
    this.id = begun.path("id").asString("");
    this.index = index;
    item.setAll(begun);
  }

  /**
   * A call that a provider's own events began.
   *
   * @param said its arguments so far
   */
  static OpenCall resumed(
      EventSink events, ToolNames.Known tool, ObjectNode begun, int index, String said) {
    OpenCall call = new OpenCall(events, tool, begun, index);
    call.arguments.append(said);
    return call;
  }

  ObjectNode item() {
    return item;
  }

  /** The text of a custom tool is known when its wrapping has come whole. */
  void grow(String delta) {
    arguments.append(delta);
    if (!tool.custom() && !delta.isEmpty()) {
      events.add(at("response.function_call_arguments.delta").put("delta", delta));
    }
  }

  void close(String status) {
    if (tool.custom()) {
      String input = input(arguments.toString());
      item.put("input", input);
      events.add(at("response.custom_tool_call_input.delta").put("delta", input));
      events.add(at("response.custom_tool_call_input.done").put("input", input));
    } else {
      if (arguments.isEmpty()) {
        grow("{}");
      }
      String all = arguments.toString();
      item.put("arguments", all);
      events.add(
          at("response.function_call_arguments.done")
              .put("name", tool.name())
              .put("arguments", all));
    }
    item.put("status", status);
    ObjectNode event = events.event("response.output_item.done").put("output_index", index);
    event.set("item", item);
    events.add(event);
  }

  /** Keeps what has come as it is. */
  void breakOff() {
    item.put("status", "incomplete")
        .put(tool.custom() ? "input" : "arguments", arguments.toString());
  }

  /** What a model wrote instead of the one text is handed on as it is. */
  private static String input(String arguments) {
    try {
      JsonNode input = Json.parseReply(arguments).path(ToolNames.INPUT);
      return input.isString() ? input.stringValue() : arguments;
    } catch (InvalidJsonException e) {
      return arguments;
    }
  }

  private ObjectNode at(String type) {
    return events.event(type).put("item_id", id).put("output_index", index);
  }
}
