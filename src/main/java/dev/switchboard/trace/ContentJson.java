package dev.switchboard.trace;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.json.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes an answer's parts as the JSON that records keep; dialect-free, signatures left out. */
public final class ContentJson {
  private ContentJson() {}

  /** An array of parts, each with its {@code type}. */
  public static String text(List<Content> content) {
    ArrayNode parts = Json.array();
    for (Content part : content) {
      parts.add(part(part));
    }
    return Json.text(parts);
  }

  private static ObjectNode part(Content part) {
    ObjectNode node = Json.object();
    switch (part) {
      case Content.Text text -> node.put("type", "text").put("text", text.text());
      case Content.Reasoning thought -> node.put("type", "reasoning").put("text", thought.text());
      case Content.Refusal refusal -> node.put("type", "refusal").put("text", refusal.text());
      case Content.ToolCall call ->
          node.put("type", "tool_call")
              .put("id", call.id())
              .put("name", call.name())
              .put("arguments", call.arguments());
      case Content.ToolResult result ->
          node.put("type", "tool_result")
              .put("tool_call_id", result.toolCallId())
              .put("content", text(result.content()));
      case Content.Image image -> media(node, "image", image.source());
      case Content.Audio audio -> media(node, "audio", audio.source());
      case Content.Video video -> media(node, "video", video.source());
      case Content.Document document -> media(node, "document", document.source());
      case Content.CachePoint _ -> node.put("type", "cache_point");
      case Content.Opaque opaque ->
          node.put("type", "opaque")
              .put("dialect", opaque.dialect().label())
              .put("json", opaque.json());
    }
    return node;
  }

  private static void media(ObjectNode node, String type, MediaSource source) {
    node.put("type", type);
    switch (source) {
      case MediaSource.Inline inline ->
          node.put("mime_type", inline.mimeType()).put("base64_length", inline.base64().length());
      case MediaSource.Url url -> node.put("url", url.url());
      case MediaSource.FileId file -> node.put("file_id", file.id());
    }
  }
}
