package dev.switchboard.wire.openai.realtime;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Role;
import dev.switchboard.json.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes items of a session as its caller reads them. */
final class RealtimeServerItems {
  private RealtimeServerItems() {}

  /** A message, a call of a tool or its result. */
  static ObjectNode item(String id, Message message) {
    for (Content content : message.content()) {
      if (content instanceof Content.ToolCall call) {
        return call(id, call);
      }
      if (content instanceof Content.ToolResult result) {
        return result(id, result);
      }
    }
    String role =
        switch (message.role()) {
          case SYSTEM -> "system";
          case ASSISTANT -> "assistant";
          case USER, TOOL -> "user";
        };
    ObjectNode item = message(id, role, "completed");
    ArrayNode parts = item.putArray("content");
    for (Content content : message.content()) {
      switch (content) {
        case Content.Text text ->
            parts
                .addObject()
                .put("type", message.role() == Role.ASSISTANT ? "output_text" : "input_text")
                .put("text", text.text());
        case Content.Audio _ -> parts.addObject().put("type", "input_audio").putNull("transcript");
        case Content.Image image -> image(image, parts);
        case Content.Video _,
            Content.Document _,
            Content.ToolCall _,
            Content.ToolResult _,
            Content.Reasoning _,
            Content.Refusal _,
            Content.CachePoint _,
            Content.Opaque _ -> {
          // No message of a session holds these: what its callers add is read as one of the above.
        }
      }
    }
    return item;
  }

  private static void image(Content.Image image, ArrayNode parts) {
    String address =
        switch (image.source()) {
          case MediaSource.Inline inline ->
              "data:" + inline.mimeType() + ";base64," + inline.base64();
          case MediaSource.Url url -> url.url();
          case MediaSource.FileId file ->
              throw new IllegalStateException("a picture of a session in " + file.dialect());
        };
    ObjectNode part = parts.addObject().put("type", "input_image").put("image_url", address);
    if (image.detail() != null) {
      part.put("detail", image.detail());
    }
  }

  /** A message without its content. */
  static ObjectNode message(String id, String role, String status) {
    return Json.object()
        .put("id", id)
        .put("object", "realtime.item")
        .put("type", "message")
        .put("status", status)
        .put("role", role);
  }

  static ObjectNode call(String id, Content.ToolCall call) {
    return Json.object()
        .put("id", id)
        .put("object", "realtime.item")
        .put("type", "function_call")
        .put("status", "completed")
        .put("call_id", call.id())
        .put("name", call.name())
        .put("arguments", call.arguments());
  }

  private static ObjectNode result(String id, Content.ToolResult result) {
    StringBuilder text = new StringBuilder();
    for (Content part : result.content()) {
      if (part instanceof Content.Text words) {
        text.append(words.text());
      }
    }
    return Json.object()
        .put("id", id)
        .put("object", "realtime.item")
        .put("type", "function_call_output")
        .put("status", "completed")
        .put("call_id", result.toolCallId())
        .put("output", text.toString());
  }
}
