package dev.switchboard.wire.gemini.interactions;

import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A {@code function_call} being written. */
final class OpenCall {
  /** Holds arguments that are no object, for which the dialect has no place. */
  static final String RAW = "raw_arguments";

  private final EventSink events;
  private final ObjectNode step;
  private final int index;
  private final StringBuilder arguments = new StringBuilder();

  OpenCall(EventSink events, ArrayNode steps, String id, String name) {
    this.events = events;
    this.index = steps.size();
    this.step = steps.addObject().put("type", "function_call").put("id", id).put("name", name);
    step.putObject("arguments");
    events.start(index, step.deepCopy());
  }

  void grow(String delta) {
    if (!delta.isEmpty()) {
      arguments.append(delta);
      events.delta(index, Json.object().put("type", "arguments_delta").put("arguments", delta));
    }
  }

  void close() {
    if (arguments.isEmpty()) {
      grow("{}");
    }
    step.set("arguments", object(arguments.toString()));
    events.stop(index);
  }

  private static ObjectNode object(String written) {
    try {
      JsonNode parsed = Json.parseReply(written);
      if (parsed instanceof ObjectNode object) {
        return object;
      }
    } catch (InvalidJsonException _) {
      // What the model wrote is handed on as it is.
    }
    return written.isBlank() ? Json.object() : Json.object().put(RAW, written);
  }
}
