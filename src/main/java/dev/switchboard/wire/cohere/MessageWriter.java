package dev.switchboard.wire.cohere;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Role;
import dev.switchboard.json.Json;
import dev.switchboard.wire.Declined;
import dev.switchboard.wire.DocumentText;
import dev.switchboard.wire.ForeignPart;
import dev.switchboard.wire.Remarks;
import dev.switchboard.wire.ResultsFirst;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Messages: parts in their order, calls beside them, a message for each tool's result. */
final class MessageWriter {
  private final Remarks remarks;
  private final List<ObjectNode> out = new ArrayList<>();

  MessageWriter(Remarks remarks) {
    this.remarks = remarks;
  }

  List<ObjectNode> write(List<Message> messages) {
    if (messages.isEmpty()) {
      throw Declined.invalid("/messages", "messages: empty (expected: at least one)");
    }
    for (Message message : messages) {
      if (message.name() != null) {
        remarks.omitted("name", "the names of speakers were left out");
      }
      write(message);
    }
    return ResultsFirst.order(out);
  }

  private void write(Message message) {
    ArrayNode parts = Json.array();
    List<ObjectNode> calls = new ArrayList<>();
    StringBuilder plan = new StringBuilder();
    for (Content part : message.content()) {
      switch (part) {
        case Content.ToolResult result -> result(result);
        case Content.ToolCall call -> calls.add(call(call));
        case Content.Reasoning reasoning -> think(reasoning, plan);
        case Content.Text _,
            Content.Image _,
            Content.Audio _,
            Content.Video _,
            Content.Document _,
            Content.Refusal _,
            Content.CachePoint _,
            Content.Opaque _ ->
            add(part, parts);
      }
    }
    if (parts.isEmpty() && calls.isEmpty()) {
      if (!plan.isEmpty()) {
        remarks.omitted("reasoning", "a thought without an answer after it was left out");
      }
      return;
    }
    ObjectNode written = Json.object().put("role", role(message.role()));
    if (!calls.isEmpty() && !plan.isEmpty()) {
      written.put("tool_plan", plan.toString());
    } else if (!plan.isEmpty()) {
      parts.insert(0, Json.object().put("type", "thinking").put("thinking", plan.toString()));
    }
    if (!parts.isEmpty()) {
      written.set("content", simplified(parts));
    }
    if (!calls.isEmpty()) {
      written.putArray("tool_calls").addAll(calls);
    }
    out.add(written);
  }

  private static String role(Role role) {
    return switch (role) {
      case SYSTEM -> "system";
      case USER, TOOL -> "user";
      case ASSISTANT -> "assistant";
    };
  }

  /** One text stands by itself. */
  private static JsonNode simplified(ArrayNode parts) {
    JsonNode first = parts.get(0);
    return parts.size() == 1 && first.path("type").asString("").equals("text")
        ? first.path("text")
        : parts;
  }

  private void add(Content part, ArrayNode parts) {
    switch (part) {
      case Content.Text text -> addText(text.text(), parts);
      case Content.Refusal refusal -> addText(refusal.text(), parts);
      case Content.Document document -> addText(DocumentText.of(document, remarks), parts);
      case Content.Image image -> parts.add(image(image));
      case Content.CachePoint _ ->
          remarks.omitted("cache_control", "the provider has no prompt cache that can be marked");
      case Content.Audio _ -> throw Declined.unsupported("audio", "audio is not taken");
      case Content.Video _ -> throw Declined.unsupported("video", "video is not taken");
      case Content.Opaque opaque ->
          throw Declined.unsupported("content", ForeignPart.named(opaque) + " is not taken");
      case Content.Reasoning _, Content.ToolCall _, Content.ToolResult _ ->
          throw Declined.invalid("", "a tool's result holds what is none (expected: text)");
    }
  }

  private static void addText(String text, ArrayNode parts) {
    if (!text.isEmpty()) {
      parts.addObject().put("type", "text").put("text", text);
    }
  }

  private static ObjectNode image(Content.Image image) {
    String url =
        switch (image.source()) {
          case MediaSource.Inline inline ->
              "data:" + inline.mimeType() + ";base64," + inline.base64();
          case MediaSource.Url web -> web.url();
          case MediaSource.FileId file ->
              throw Declined.unsupported(
                  "file",
                  "a file stored at another provider cannot be read: " + Declined.shown(file.id()));
        };
    ObjectNode part = Json.object().put("type", "image_url");
    ObjectNode inner = part.putObject("image_url").put("url", url);
    if (image.detail() != null) {
      inner.put("detail", image.detail());
    }
    return part;
  }

  private void think(Content.Reasoning reasoning, StringBuilder plan) {
    if (reasoning.signature() != null) {
      remarks.omitted("reasoning", "thoughts of another vendor's model were left out");
    } else {
      plan.append(reasoning.text());
    }
  }

  private ObjectNode call(Content.ToolCall call) {
    if (call.signature() != null) {
      remarks.omitted("reasoning", "a tool call's token of another model was left out");
    }
    ObjectNode written = Json.object().put("id", call.id()).put("type", "function");
    written
        .putObject("function")
        .put("name", call.name())
        .put("arguments", call.arguments().isBlank() ? "{}" : call.arguments());
    return written;
  }

  /** Pictures have no place in a result; they follow as the user's. */
  private void result(Content.ToolResult result) {
    ArrayNode texts = Json.array();
    ArrayNode pictures = Json.array();
    for (Content part : result.content()) {
      add(part, part instanceof Content.Image ? pictures : texts);
    }
    if (texts.isEmpty()) {
      addText(pictures.isEmpty() ? "(no output)" : "(A picture follows.)", texts);
    }
    ObjectNode message = Json.object().put("role", "tool").put("tool_call_id", result.toolCallId());
    message.set("content", simplified(texts));
    out.add(message);
    if (!pictures.isEmpty()) {
      remarks.approximated("messages", "pictures of a tool's result are sent as the user's");
      out.add(Json.object().put("role", "user").set("content", pictures));
    }
    if (result.error()) {
      remarks.approximated("messages", "that a tool failed is told by its words alone");
    }
  }
}
