package dev.switchboard.task;

import dev.switchboard.ir.Content;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import tools.jackson.databind.JsonNode;

/** The arguments of a model's tool call as a value. */
public final class ToolArguments {
  private ToolArguments() {}

  /** The value; the text itself where it is not JSON, so that nothing is lost. */
  public static JsonNode of(Content.ToolCall call) {
    if (call.arguments().isBlank()) {
      return Json.object();
    }
    try {
      return Json.parseReply(call.arguments());
    } catch (InvalidJsonException _) {
      return Json.tree(call.arguments());
    }
  }
}
