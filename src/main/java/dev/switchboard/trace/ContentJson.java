package dev.switchboard.trace;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.json.JsonWriter;
import java.util.List;

/** Writes an answer's parts as the JSON that records keep; dialect-free, signatures left out. */
public final class ContentJson {
  /** Of a part, beside what it says. */
  private static final int TYPICAL_BYTES = 128;

  /** More is taken as it is written. */
  private static final int MOST_AT_ONCE = 1 << 20;

  private final JsonWriter json;

  private ContentJson(int typicalBytes) {
    this.json = new JsonWriter(typicalBytes, JsonWriter.Halves.ESCAPED);
  }

  /** An array of parts, each with its {@code type}. */
  public static String text(List<Content> content) {
    return written(content).text();
  }

  /** The same as a record keeps it. */
  public static Utf8Text kept(List<Content> content) {
    JsonWriter written = written(content);
    return Utf8Text.of(written.bytes(), written.length());
  }

  private static JsonWriter written(List<Content> content) {
    ContentJson own = new ContentJson(likely(content));
    own.json.startArray();
    for (Content part : content) {
      own.json.startObject();
      own.part(part);
      own.json.endObject();
    }
    own.json.endArray();
    return own.json;
  }

  /** How many bytes there likely are: plain texts, nearly all of most answers, grow no array. */
  private static int likely(List<Content> content) {
    long bytes = 0;
    for (Content part : content) {
      bytes += TYPICAL_BYTES + (part instanceof Content.Text text ? text.text().length() : 0);
    }
    return (int) Math.min(bytes, MOST_AT_ONCE);
  }

  private void part(Content part) {
    switch (part) {
      case Content.Text text -> type("text").put("text", text.text());
      case Content.Reasoning thought -> type("reasoning").put("text", thought.text());
      case Content.Refusal refusal -> type("refusal").put("text", refusal.text());
      case Content.ToolCall call ->
          type("tool_call")
              .put("id", call.id())
              .put("name", call.name())
              .put("arguments", call.arguments());
      case Content.ToolResult result ->
          type("tool_result")
              .put("tool_call_id", result.toolCallId())
              .put("content", text(result.content()));
      case Content.Image image -> type("image").media(image.source());
      case Content.Audio audio -> type("audio").media(audio.source());
      case Content.Video video -> type("video").media(video.source());
      case Content.Document document -> type("document").media(document.source());
      case Content.CachePoint _ -> type("cache_point");
      case Content.Opaque opaque ->
          type("opaque").put("dialect", opaque.dialect().label()).put("json", opaque.json());
    }
  }

  private void media(MediaSource source) {
    switch (source) {
      case MediaSource.Inline inline -> {
        put("mime_type", inline.mimeType());
        json.name("base64_length");
        json.number(inline.base64().length());
      }
      case MediaSource.Url url -> put("url", url.url());
      case MediaSource.FileId file -> put("file_id", file.id());
    }
  }

  private ContentJson type(String type) {
    return put("type", type);
  }

  private ContentJson put(String name, String value) {
    json.name(name);
    json.string(value);
    return this;
  }
}
