package dev.switchboard.wire.openai;

import static dev.switchboard.wire.openai.OpenAiFlag.CACHE_CONTROL;
import static dev.switchboard.wire.openai.OpenAiFlag.FILE_IDS;
import static dev.switchboard.wire.openai.OpenAiFlag.FILE_URL;
import static dev.switchboard.wire.openai.OpenAiFlag.NO_AUDIO;
import static dev.switchboard.wire.openai.OpenAiFlag.NO_FILES;
import static dev.switchboard.wire.openai.OpenAiFlag.NO_IMAGE_URL;
import static dev.switchboard.wire.openai.OpenAiFlag.VIDEO_URL;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ForeignPart;
import dev.switchboard.wire.Remarks;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes content parts for a vendor. */
final class PartWriter {
  private static final Set<String> AUDIO_FORMATS = Set.of("wav", "mp3");

  private final OpenAiFlags flags;
  private final Remarks notes;

  PartWriter(OpenAiFlags flags, Remarks notes) {
    this.flags = flags;
    this.notes = notes;
  }

  /** The parts of a system or user message, cache points attached to the part before them. */
  ArrayNode write(List<Content> content) {
    ArrayNode parts = Json.array();
    for (Content part : content) {
      if (part instanceof Content.CachePoint point) {
        mark(parts, point);
      } else {
        parts.add(part(part));
      }
    }
    return parts;
  }

  private void mark(ArrayNode parts, Content.CachePoint point) {
    if (flags.has(CACHE_CONTROL) && parts.path(parts.size() - 1) instanceof ObjectNode last) {
      last.set("cache_control", cacheControl(point));
    } else {
      noteCachePoint(notes);
    }
  }

  static ObjectNode cacheControl(Content.CachePoint point) {
    ObjectNode control = Json.object().put("type", "ephemeral");
    return point.ttl() == null ? control : control.put("ttl", point.ttl());
  }

  static void noteCachePoint(Remarks notes) {
    notes.omitted("cache_control", "the provider caches prompts by itself or not at all");
  }

  private ObjectNode part(Content part) {
    return switch (part) {
      case Content.Text text -> text(text.text());
      case Content.Image image -> image(image);
      case Content.Audio audio -> audio(audio);
      case Content.Video video -> video(video);
      case Content.Document document -> document(document);
      case Content.Opaque opaque -> opaque(opaque);
      case Content.Refusal refusal ->
          Json.object().put("type", "refusal").put("refusal", refusal.text());
      case Content.ToolCall _, Content.ToolResult _, Content.Reasoning _, Content.CachePoint _ ->
          throw OpenAiFields.unsupported(
              "messages", "a " + part.getClass().getSimpleName() + " outside its turn");
    };
  }

  static ObjectNode text(String text) {
    return Json.object().put("type", "text").put("text", text);
  }

  private ObjectNode image(Content.Image image) {
    String url =
        switch (image.source()) {
          case MediaSource.Inline inline -> DataUrl.write(inline);
          case MediaSource.Url address when !flags.has(NO_IMAGE_URL) -> address.url();
          case MediaSource.Url _, MediaSource.FileId _ -> throw source("image", image.source());
        };
    ObjectNode node = Json.object().put("type", "image_url");
    ObjectNode inner = node.putObject("image_url").put("url", url);
    if (image.detail() != null) {
      inner.put("detail", image.detail());
    }
    return node;
  }

  private ObjectNode audio(Content.Audio audio) {
    if (flags.has(NO_AUDIO)) {
      throw OpenAiFields.unsupported("audio", "the provider takes no sound");
    }
    if (!(audio.source() instanceof MediaSource.Inline inline)) {
      throw source("audio", audio.source());
    }
    String format = AudioFormats.format(inline.mimeType());
    if (!AUDIO_FORMATS.contains(format)) {
      throw OpenAiFields.unsupported(
          "audio", inline.mimeType() + " (expected: audio/wav or audio/mpeg)");
    }
    ObjectNode node = Json.object().put("type", "input_audio");
    node.putObject("input_audio").put("data", inline.base64()).put("format", format);
    return node;
  }

  private ObjectNode video(Content.Video video) {
    if (!flags.has(VIDEO_URL)) {
      throw OpenAiFields.unsupported("video", "the provider takes no moving pictures");
    }
    String url =
        switch (video.source()) {
          case MediaSource.Inline inline -> DataUrl.write(inline);
          case MediaSource.Url address -> address.url();
          case MediaSource.FileId _ -> throw source("video", video.source());
        };
    ObjectNode node = Json.object().put("type", "video_url");
    node.putObject("video_url").put("url", url);
    return node;
  }

  private ObjectNode document(Content.Document document) {
    if (document.source() instanceof MediaSource.Inline inline
        && inline.mimeType().startsWith("text/")) {
      return textDocument(inline, document.name() == null ? "" : document.name());
    }
    if (flags.has(NO_FILES)) {
      throw OpenAiFields.unsupported("file", "the provider takes no documents");
    }
    ObjectNode node = Json.object().put("type", "file");
    ObjectNode file = node.putObject("file");
    switch (document.source()) {
      case MediaSource.Inline inline ->
          file.put("filename", document.name() == null ? "document.pdf" : document.name())
              .put("file_data", DataUrl.write(inline));
      case MediaSource.FileId id when id.dialect() == Dialect.OPENAI_CHAT && flags.has(FILE_IDS) ->
          file.put("file_id", id.id());
      case MediaSource.Url url when flags.has(FILE_URL) -> {
        file.put("filename", document.name() == null ? "document.pdf" : document.name());
        file.put("file_data", url.url());
      }
      case MediaSource.Url _, MediaSource.FileId _ -> throw source("file", document.source());
    }
    return node;
  }

  /** The dialect takes PDF only; a document of plain text is said as text. */
  private ObjectNode textDocument(MediaSource.Inline inline, String name) {
    notes.approximated("file", "a document of " + inline.mimeType() + " was sent as plain text");
    try {
      String text = new String(Base64.getDecoder().decode(inline.base64()), StandardCharsets.UTF_8);
      return text(name.isEmpty() ? text : name + "\n\n" + text);
    } catch (IllegalArgumentException e) {
      throw OpenAiFields.unsupported("file", "a document of which the base64 cannot be read");
    }
  }

  private static ObjectNode opaque(Content.Opaque opaque) {
    if (opaque.dialect() == Dialect.OPENAI_CHAT
        && OpenAiFields.parse("messages", opaque.json()) instanceof ObjectNode node) {
      return node;
    }
    throw OpenAiFields.unsupported("messages", ForeignPart.named(opaque));
  }

  private static RuntimeException source(String what, MediaSource source) {
    String given = source instanceof MediaSource.Url ? "a web address" : "the id of a stored file";
    return OpenAiFields.unsupported(what, given + " (expected: the bytes themselves)");
  }
}
