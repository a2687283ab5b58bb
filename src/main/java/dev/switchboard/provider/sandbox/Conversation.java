package dev.switchboard.provider.sandbox;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Role;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;

/**
 * A request as the sandbox sees it.
 *
 * @param userText what the user said last, word for word; empty if nothing
 * @param plainText the same without JSON syntax
 * @param systemText all instructions, a line between two
 * @param results what tools have answered since the assistant spoke last
 * @param answeredBefore whether an assistant has spoken
 * @param attachments pictures, sounds and documents of the last user message
 * @param hash the same for equal requests
 */
record Conversation(
    ChatRequest request,
    String userText,
    String plainText,
    String systemText,
    List<Content.ToolResult> results,
    boolean answeredBefore,
    int attachments,
    long hash) {
  private static final String BEFORE_SCHEMA = "valid against this json schema:";

  Conversation {
    results = List.copyOf(results);
  }

  static Conversation of(ChatRequest request, String model) {
    List<String> system = new ArrayList<>();
    List<Content.ToolResult> results = new ArrayList<>();
    String user = "";
    int attachments = 0;
    boolean answered = false;
    for (Message message : request.messages()) {
      switch (message.role()) {
        case SYSTEM -> system.add(text(message.content()));
        case USER -> {
          user = text(message.content());
          attachments = attachments(message);
          results.clear();
        }
        case ASSISTANT -> {
          answered = true;
          results.clear();
        }
        case TOOL -> {}
      }
      if (message.role() == Role.TOOL || message.role() == Role.USER) {
        message.content().stream()
            .filter(Content.ToolResult.class::isInstance)
            .map(Content.ToolResult.class::cast)
            .forEach(results::add);
      }
    }
    return new Conversation(
        request,
        user,
        plain(user),
        String.join("\n", system),
        results,
        answered,
        attachments,
        hash(model + request));
  }

  /** The JSON Schema that the instructions demand, if they quote one. */
  Optional<JsonNode> instructedSchema() {
    int at = systemText.toLowerCase(Locale.ROOT).lastIndexOf(BEFORE_SCHEMA);
    return at < 0
        ? Optional.empty()
        : JsonInText.first(systemText.substring(at + BEFORE_SCHEMA.length()));
  }

  /** All text parts, a line between two. */
  static String text(List<Content> parts) {
    StringJoiner text = new StringJoiner("\n");
    for (Content part : parts) {
      if (part instanceof Content.Text t) {
        text.add(t.text());
      }
    }
    return text.toString();
  }

  private static int attachments(Message message) {
    int count = 0;
    for (Content part : message.content()) {
      if (part instanceof Content.Image
          || part instanceof Content.Audio
          || part instanceof Content.Video
          || part instanceof Content.Document) {
        count++;
      }
    }
    return count;
  }

  private static String plain(String text) {
    String stripped = text.strip();
    if (!stripped.startsWith("{") && !stripped.startsWith("[") && !stripped.startsWith("\"")) {
      return stripped;
    }
    try {
      StringJoiner values = new StringJoiner(" ");
      collect(Json.parse(stripped), values);
      return values.toString();
    } catch (InvalidJsonException _) {
      return stripped;
    }
  }

  private static void collect(JsonNode node, StringJoiner values) {
    if (node.isContainer()) {
      node.forEach(child -> collect(child, values));
    } else if (!node.isNull()) {
      values.add(node.asString());
    }
  }

  /** FNV-1a, 64 bits. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
