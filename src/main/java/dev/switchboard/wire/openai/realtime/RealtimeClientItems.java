package dev.switchboard.wire.openai.realtime;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Role;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Items of a conversation, from messages and back. */
final class RealtimeClientItems {
  private RealtimeClientItems() {}

  /**
   * The items of a message: calls of tools and their results are items of their own.
   *
   * @throws dev.switchboard.ir.FailureException with {@link dev.switchboard.ir.Failure.Unsupported}
   *     for what no item can hold
   */
  static List<ObjectNode> write(Message message) {
    List<ObjectNode> items = new ArrayList<>();
    ArrayNode parts = Json.array();
    for (Content content : message.content()) {
      switch (content) {
        case Content.ToolCall call ->
            items.add(
                Json.object()
                    .put("type", "function_call")
                    .put("call_id", call.id())
                    .put("name", call.name())
                    .put("arguments", call.arguments()));
        case Content.ToolResult result ->
            items.add(
                Json.object()
                    .put("type", "function_call_output")
                    .put("call_id", result.toolCallId())
                    .put("output", output(result)));
        default -> parts.add(part(message.role(), content));
      }
    }
    if (!parts.isEmpty() || items.isEmpty()) {
      ObjectNode item = Json.object().put("type", "message").put("role", role(message.role()));
      item.set("content", parts);
      items.addFirst(item);
    }
    return items;
  }

  private static String role(Role role) {
    return switch (role) {
      case SYSTEM -> "system";
      case ASSISTANT -> "assistant";
      case USER, TOOL -> "user";
    };
  }

  private static ObjectNode part(Role role, Content content) {
    return switch (content) {
      case Content.Text text ->
          Json.object()
              .put("type", role == Role.ASSISTANT ? "output_text" : "input_text")
              .put("text", text.text());
      case Content.Audio audio when audio.source() instanceof MediaSource.Inline sound ->
          Json.object().put("type", "input_audio").put("audio", sound.base64());
      case Content.Image image when image.source() instanceof MediaSource.Inline picture ->
          Json.object()
              .put("type", "input_image")
              .put("image_url", "data:" + picture.mimeType() + ";base64," + picture.base64());
      case Content.Image image when image.source() instanceof MediaSource.Url url ->
          Json.object().put("type", "input_image").put("image_url", url.url());
      default ->
          throw RealtimeClientSession.unsupported(
              "item",
              "its sessions hold text, sound and pictures (given: "
                  + content.getClass().getSimpleName()
                  + ")");
    };
  }

  private static String output(Content.ToolResult result) {
    return result.content().stream()
        .map(content -> {
          if (content instanceof Content.Text text) {
            return text.text();
          }
          throw RealtimeClientSession.unsupported("item", "a tool's result must be a text");
        })
        .collect(Collectors.joining("\n"));
  }

  /** The message that an item is; empty for kinds that are none. */
  static Optional<Message> read(Fields item) {
    return switch (item.text("type")) {
      case "message" -> Optional.of(message(item));
      case "function_call" -> Optional.of(Message.of(Role.ASSISTANT, call(item)));
      case "function_call_output" ->
          Optional.of(
              Message.of(
                  Role.TOOL,
                  new Content.ToolResult(
                      item.text("call_id"),
                      null,
                      List.of(new Content.Text(item.text("output"))),
                      false)));
      default -> Optional.empty();
    };
  }

  static Content.ToolCall call(Fields item) {
    return new Content.ToolCall(
        item.text("call_id"), item.text("name"), item.optionalText("arguments").orElse(""), null);
  }

  private static Message message(Fields item) {
    Role role =
        switch (item.text("role")) {
          case "assistant" -> Role.ASSISTANT;
          case "system" -> Role.SYSTEM;
          default -> Role.USER;
        };
    List<Content> content = new ArrayList<>();
    for (Fields part : item.optionalObjects("content")) {
      part.optionalText("text")
          .or(() -> part.optionalText("transcript"))
          .ifPresent(text -> content.add(new Content.Text(text)));
    }
    return new Message(role, content, null);
  }
}
