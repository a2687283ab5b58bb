package dev.switchboard.wire.openai.responses;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Content.Signature;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Message;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ForeignPart;
import dev.switchboard.wire.Remarks;
import dev.switchboard.wire.openai.DataUrl;
import dev.switchboard.wire.openai.OpenAiFields;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a conversation as input items.
 *
 * <p>Thoughts go back only with OpenAI's own token, and never as visible text.
 */
final class InputWriter {
  private final String provider;
  private final Remarks notes;
  private final ArrayNode items = Json.array();

  InputWriter(String provider, Remarks notes) {
    this.provider = provider;
    this.notes = notes;
  }

  ArrayNode write(List<Message> messages) {
    for (Message message : messages) {
      if (message.name() != null) {
        notes.omitted("name", "the provider takes no names of speakers");
      }
      switch (message.role()) {
        case SYSTEM -> said("system", message.content());
        case USER -> said("user", message.content());
        case ASSISTANT -> assistant(message.content());
        case TOOL -> results(message.content());
      }
    }
    return items;
  }

  static void noteCachePoint(Remarks notes) {
    notes.omitted("cache_control", "the provider caches prompts by itself");
  }

  private void said(String role, List<Content> content) {
    ObjectNode item = Json.object().put("role", role);
    ArrayNode parts = parts(content);
    if (parts.size() == 1 && parts.get(0).path("type").asString("").equals("input_text")) {
      item.set("content", parts.get(0).path("text"));
    } else if (parts.isEmpty()) {
      item.put("content", "");
    } else {
      item.set("content", parts);
    }
    items.add(item);
  }

  private void assistant(List<Content> content) {
    StringBuilder text = new StringBuilder();
    for (Content part : content) {
      if (part instanceof Content.Text t) {
        text.append(t.text());
        continue;
      }
      flush(text);
      switch (part) {
        case Content.Text _ -> {}
        case Content.Refusal refusal -> refusal(refusal.text());
        case Content.Reasoning reasoning -> reasoning(reasoning);
        case Content.ToolCall call -> call(call);
        case Content.Opaque opaque -> opaque(opaque, items);
        case Content.CachePoint _ -> noteCachePoint(notes);
        case Content.Image _,
            Content.Audio _,
            Content.Video _,
            Content.Document _,
            Content.ToolResult _ ->
            throw OpenAiFields.unsupported(
                "messages", "a " + part.getClass().getSimpleName() + " in an assistant message");
      }
    }
    flush(text);
  }

  private void flush(StringBuilder text) {
    if (!text.isEmpty()) {
      items.addObject().put("role", "assistant").put("content", text.toString());
      text.setLength(0);
    }
  }

  private void refusal(String text) {
    ObjectNode item = items.addObject().put("type", "message").put("role", "assistant");
    item.put("id", "msg_" + items.size()).put("status", "completed");
    item.putArray("content").addObject().put("type", "refusal").put("refusal", text);
  }

  private void reasoning(Content.Reasoning reasoning) {
    Signature signature = reasoning.signature();
    if (signature == null || !isOwn(signature)) {
      notes.omitted("reasoning", "the model cannot use another one's thoughts");
      return;
    }
    ObjectNode item = items.addObject().put("type", "reasoning");
    item.put("id", "rs_" + Integer.toHexString(signature.value().hashCode()));
    ArrayNode summary = item.putArray("summary");
    if (!reasoning.text().isEmpty()) {
      summary.addObject().put("type", "summary_text").put("text", reasoning.text());
    }
    item.put("encrypted_content", signature.value());
  }

  private boolean isOwn(Signature signature) {
    Dialect dialect = signature.origin().dialect();
    String maker = signature.origin().provider();
    return signature.kind() == Signature.Kind.ENCRYPTED
        && (dialect == Dialect.OPENAI_RESPONSES || dialect == Dialect.OPENAI_CHAT)
        && (maker.isEmpty() || maker.equals(provider));
  }

  private void call(Content.ToolCall call) {
    if (call.signature() != null) {
      notes.omitted("reasoning", "the model cannot use another one's reasoning tokens");
    }
    ObjectNode item = items.addObject().put("type", "function_call").put("call_id", call.id());
    item.put("name", call.name());
    item.put("arguments", call.arguments().isBlank() ? "{}" : call.arguments());
  }

  private void results(List<Content> content) {
    for (Content part : content) {
      switch (part) {
        case Content.ToolResult result -> result(result);
        case Content.CachePoint _ -> noteCachePoint(notes);
        case Content.Opaque opaque -> opaque(opaque, items);
        default ->
            throw OpenAiFields.unsupported(
                "messages", "a " + part.getClass().getSimpleName() + " among tool results");
      }
    }
  }

  private void result(Content.ToolResult result) {
    ObjectNode item = items.addObject().put("type", "function_call_output");
    item.put("call_id", result.toolCallId());
    ArrayNode parts = parts(result.content());
    boolean plain =
        parts.size() == 1 && parts.get(0).path("type").asString("").equals("input_text");
    if (plain) {
      item.set("output", parts.get(0).path("text"));
    } else if (parts.isEmpty()) {
      item.put("output", "");
    } else {
      item.set("output", parts);
    }
    if (result.error()) {
      notes.omitted("is_error", "the provider has no mark for a tool that failed");
    }
  }

  private ArrayNode parts(List<Content> content) {
    ArrayNode parts = Json.array();
    for (Content part : content) {
      switch (part) {
        case Content.Text text ->
            parts.addObject().put("type", "input_text").put("text", text.text());
        case Content.Refusal refusal ->
            parts.addObject().put("type", "input_text").put("text", refusal.text());
        case Content.Image image -> image(image, parts.addObject());
        case Content.Document document -> document(document, parts.addObject());
        case Content.CachePoint _ -> noteCachePoint(notes);
        case Content.Opaque opaque -> opaque(opaque, parts);
        case Content.Audio _, Content.Video _ ->
            throw OpenAiFields.unsupported(
                part instanceof Content.Audio ? "audio" : "video",
                "the provider takes text, pictures and documents");
        case Content.ToolCall _, Content.ToolResult _, Content.Reasoning _ ->
            throw OpenAiFields.unsupported(
                "messages", "a " + part.getClass().getSimpleName() + " outside its turn");
      }
    }
    return parts;
  }

  private static void image(Content.Image image, ObjectNode part) {
    part.put("type", "input_image").put("detail", orAuto(image.detail()));
    switch (image.source()) {
      case MediaSource.Inline inline -> part.put("image_url", DataUrl.write(inline));
      case MediaSource.Url url -> part.put("image_url", url.url());
      case MediaSource.FileId id -> part.put("file_id", stored("image", id));
    }
  }

  private static String orAuto(@Nullable String detail) {
    return detail == null ? "auto" : detail;
  }

  private static void document(Content.Document document, ObjectNode part) {
    part.put("type", "input_file");
    switch (document.source()) {
      case MediaSource.Inline inline -> {
        String name = document.name();
        part.put("filename", name == null ? defaultName(inline.mimeType()) : name);
        part.put("file_data", DataUrl.write(inline));
      }
      case MediaSource.Url url -> part.put("file_url", url.url());
      case MediaSource.FileId id -> part.put("file_id", stored("file", id));
    }
  }

  private static String defaultName(String mimeType) {
    return mimeType.startsWith("text/") ? "document.txt" : "document.pdf";
  }

  private static String stored(String what, MediaSource.FileId id) {
    if (id.dialect() != Dialect.OPENAI_CHAT && id.dialect() != Dialect.OPENAI_RESPONSES) {
      throw OpenAiFields.unsupported(
          what, "the id of a file stored elsewhere (expected: the bytes themselves)");
    }
    return id.id();
  }

  private static void opaque(Content.Opaque opaque, ArrayNode to) {
    JsonNode json = OpenAiFields.parse("messages", opaque.json());
    boolean trailer = opaque.dialect() == Dialect.OPENAI_CHAT && !json.has("id");
    if (trailer) {
      return;
    }
    if (opaque.dialect() != Dialect.OPENAI_RESPONSES) {
      throw OpenAiFields.unsupported("messages", ForeignPart.named(opaque));
    }
    to.add(json);
  }
}
