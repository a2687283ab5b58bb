package dev.switchboard.trace;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.json.Json;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** Writes an answer's parts as the JSON that records keep; dialect-free, signatures left out. */
public final class ContentJson {
  private ContentJson() {}

  /** An array of parts, each with its {@code type}. */
  public static String text(List<Content> content) {
    return Json.text(json -> {
      json.writeStartArray();
      for (Content part : content) {
        json.writeStartObject();
        write(json, part);
        json.writeEndObject();
      }
      json.writeEndArray();
    });
  }

  private static void write(JsonGenerator json, Content part) {
    switch (part) {
      case Content.Text text -> said(json, "text", text.text());
      case Content.Reasoning thought -> said(json, "reasoning", thought.text());
      case Content.Refusal refusal -> said(json, "refusal", refusal.text());
      case Content.ToolCall call -> {
        field(json, "type", "tool_call");
        field(json, "id", call.id());
        field(json, "name", call.name());
        field(json, "arguments", call.arguments());
      }
      case Content.ToolResult result -> {
        field(json, "type", "tool_result");
        field(json, "tool_call_id", result.toolCallId());
        field(json, "content", text(result.content()));
      }
      case Content.Image image -> media(json, "image", image.source());
      case Content.Audio audio -> media(json, "audio", audio.source());
      case Content.Video video -> media(json, "video", video.source());
      case Content.Document document -> media(json, "document", document.source());
      case Content.CachePoint _ -> field(json, "type", "cache_point");
      case Content.Opaque opaque -> {
        field(json, "type", "opaque");
        field(json, "dialect", opaque.dialect().label());
        field(json, "json", opaque.json());
      }
    }
  }

  private static void said(JsonGenerator json, String type, String text) {
    field(json, "type", type);
    field(json, "text", text);
  }

  private static void media(JsonGenerator json, String type, MediaSource source) {
    field(json, "type", type);
    switch (source) {
      case MediaSource.Inline inline -> {
        field(json, "mime_type", inline.mimeType());
        json.writeNumberProperty("base64_length", inline.base64().length());
      }
      case MediaSource.Url url -> field(json, "url", url.url());
      case MediaSource.FileId file -> field(json, "file_id", file.id());
    }
  }

  /** JSON in UTF-8 cannot hold a lone surrogate, but an answer's escapes can. */
  private static void field(JsonGenerator json, String name, String value) {
    json.writeStringProperty(name, WellFormed.text(value));
  }
}
