package dev.switchboard.wire.ollama;

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
import dev.switchboard.wire.ToolArguments;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Messages: one text each, pictures beside it, calls with their arguments as objects, and a message
 * of its own for each tool's result, which names its tool.
 */
final class MessageWriter {
  private final Remarks remarks;
  private final List<ObjectNode> out = new ArrayList<>();

  /** Calls to their tools' names: a result must name its tool, and not every dialect does. */
  private final Map<String, String> tools = new HashMap<>();

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
    Draft draft = new Draft(role(message.role()));
    for (Content part : message.content()) {
      if (part instanceof Content.ToolResult result) {
        result(result);
      } else {
        draft.add(part);
      }
    }
    draft.writeTo(out);
  }

  private static String role(Role role) {
    return switch (role) {
      case SYSTEM -> "system";
      case USER, TOOL -> "user";
      case ASSISTANT -> "assistant";
    };
  }

  private void result(Content.ToolResult result) {
    Draft draft = new Draft("tool");
    result.content().forEach(draft::add);
    String name = result.name() == null ? tools.get(result.toolCallId()) : result.name();
    ObjectNode message = draft.message();
    if (name != null) {
      message.put("tool_name", name);
    }
    message.put("tool_call_id", result.toolCallId());
    if (result.error()) {
      remarks.approximated("messages", "that a tool failed is told by its words alone");
    }
    out.add(message);
  }

  /** One message as it grows. */
  private final class Draft {
    private final String role;
    private final List<String> texts = new ArrayList<>();
    private final List<String> images = new ArrayList<>();
    private final List<ObjectNode> calls = new ArrayList<>();
    private final StringBuilder thought = new StringBuilder();

    Draft(String role) {
      this.role = role;
    }

    void add(Content part) {
      switch (part) {
        case Content.Text text -> texts.add(text.text());
        case Content.Refusal refusal -> texts.add(refusal.text());
        case Content.Image image -> images.add(bytes(image));
        case Content.Document document -> texts.add(DocumentText.of(document, remarks));
        case Content.ToolCall call -> call(call);
        case Content.Reasoning reasoning -> think(reasoning);
        case Content.CachePoint _ ->
            remarks.omitted("cache_control", "the provider has no prompt cache that can be marked");
        case Content.Audio _ -> throw Declined.unsupported("audio", "audio is not taken");
        case Content.Video _ -> throw Declined.unsupported("video", "video is not taken");
        case Content.Opaque opaque ->
            throw Declined.unsupported("content", ForeignPart.named(opaque) + " is not taken");
        case Content.ToolResult _ ->
            throw Declined.invalid("", "a tool result stands within another (expected: text)");
      }
    }

    private void call(Content.ToolCall call) {
      if (call.signature() != null) {
        remarks.omitted("reasoning", "a tool call's token of another model was left out");
      }
      tools.put(call.id(), call.name());
      ObjectNode function = Json.object().put("name", call.name());
      function.set("arguments", ToolArguments.object(call.arguments(), remarks));
      calls.add(Json.object().put("id", call.id()).set("function", function));
    }

    private void think(Content.Reasoning reasoning) {
      if (reasoning.signature() != null) {
        remarks.omitted("reasoning", "thoughts of another vendor's model were left out");
      } else {
        thought.append(reasoning.text());
      }
    }

    private String bytes(Content.Image image) {
      if (image.source() instanceof MediaSource.Inline inline) {
        return inline.base64();
      }
      throw Declined.unsupported("image", "a picture must be sent with its bytes");
    }

    void writeTo(List<ObjectNode> messages) {
      if (!texts.isEmpty() || !images.isEmpty() || !calls.isEmpty() || !thought.isEmpty()) {
        messages.add(message());
      }
    }

    ObjectNode message() {
      ObjectNode message = Json.object().put("role", role).put("content", String.join("\n", texts));
      if (!thought.isEmpty()) {
        message.put("thinking", thought.toString());
      }
      if (!images.isEmpty()) {
        images.forEach(message.putArray("images")::add);
      }
      if (!calls.isEmpty()) {
        message.putArray("tool_calls").addAll(calls);
      }
      return message;
    }
  }
}
