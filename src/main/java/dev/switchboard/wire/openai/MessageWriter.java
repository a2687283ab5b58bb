package dev.switchboard.wire.openai;

import static dev.switchboard.wire.openai.OpenAiFlag.DEVELOPER_ROLE;
import static dev.switchboard.wire.openai.OpenAiFlag.NINE_CHARACTER_IDS;
import static dev.switchboard.wire.openai.OpenAiFlag.NO_MESSAGE_NAME;
import static dev.switchboard.wire.openai.OpenAiFlag.STRING_CONTENT;
import static dev.switchboard.wire.openai.OpenAiFlag.TOOL_RESULT_NAME;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Role;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.Remarks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code messages} for a vendor; one instance per request.
 *
 * <p>Tool messages hold text only, so that media in results follow in a user message, after all
 * results of the turn: the dialect wants them without anything in between.
 */
final class MessageWriter {
  private final OpenAiFlags flags;
  private final String systemRole;
  private final Remarks notes;
  private final PartWriter parts;
  private final AssistantWriter assistant;
  private final ArrayNode messages = Json.array();
  private final List<Content> media = new ArrayList<>();
  private final Map<String, String> toolNames = new HashMap<>();

  MessageWriter(OpenAiFlags flags, ModelTraits traits, String upstreamModel, Remarks notes) {
    this.flags = flags;
    this.notes = notes;
    this.parts = new PartWriter(flags, notes);
    this.assistant = new AssistantWriter(flags, upstreamModel, notes);
    boolean developer = flags.has(DEVELOPER_ROLE) && Boolean.TRUE.equals(traits.reasoning());
    this.systemRole = developer ? "developer" : "system";
  }

  ArrayNode write(List<Message> all) {
    for (Message message : all) {
      if (message.role() != Role.TOOL) {
        flushMedia();
      }
      switch (message.role()) {
        case SYSTEM -> addSaid(systemRole, message);
        case USER -> addSaid("user", message);
        case ASSISTANT -> addAssistant(message);
        case TOOL -> addResults(message);
      }
    }
    flushMedia();
    return messages;
  }

  private void addSaid(String role, Message message) {
    ObjectNode node = messages.addObject().put("role", role);
    boolean onlyStrings = flags.has(STRING_CONTENT) && message.role() == Role.SYSTEM;
    setContent(node, message.content(), onlyStrings);
    name(node, message.name());
  }

  private void addAssistant(Message message) {
    for (Content part : message.content()) {
      if (part instanceof Content.ToolCall call) {
        toolNames.put(call.id(), call.name());
      }
    }
    ObjectNode node = assistant.write(message.content());
    name(node, message.name());
    messages.add(node);
  }

  private void name(ObjectNode node, @Nullable String name) {
    if (name == null) {
      return;
    }
    if (flags.has(NO_MESSAGE_NAME)) {
      notes.omitted("name", "the provider takes no names of speakers");
    } else {
      node.put("name", name);
    }
  }

  /** One text is a string; several, or anything else, are parts. */
  private void setContent(ObjectNode node, List<Content> content, boolean onlyStrings) {
    ArrayNode written = parts.write(content);
    boolean plain = written.size() == 1 && isPlainText((ObjectNode) written.get(0));
    if (plain) {
      node.put("content", written.get(0).path("text").asString());
    } else if (written.isEmpty()) {
      node.put("content", "");
    } else if (onlyStrings) {
      node.put("content", join(content));
    } else {
      node.set("content", written);
    }
  }

  private static boolean isPlainText(ObjectNode part) {
    return part.size() == 2 && part.path("type").asString("").equals("text");
  }

  private static String join(List<Content> content) {
    StringBuilder text = new StringBuilder();
    for (Content part : content) {
      if (part instanceof Content.Text t && !t.text().isEmpty()) {
        text.append(text.isEmpty() ? "" : "\n\n").append(t.text());
      }
    }
    return text.toString();
  }

  private void addResults(Message message) {
    for (Content part : message.content()) {
      if (part instanceof Content.ToolResult result) {
        addResult(result);
      } else if (part instanceof Content.CachePoint) {
        PartWriter.noteCachePoint(notes);
      } else {
        throw OpenAiFields.unsupported(
            "messages", "a " + part.getClass().getSimpleName() + " among tool results");
      }
    }
  }

  private void addResult(Content.ToolResult result) {
    ObjectNode node = messages.addObject().put("role", "tool");
    node.put(
        "tool_call_id",
        flags.has(NINE_CHARACTER_IDS)
            ? NineCharacterIds.of(result.toolCallId())
            : result.toolCallId());
    String name = result.name() == null ? toolNames.get(result.toolCallId()) : result.name();
    if (flags.has(TOOL_RESULT_NAME) && name != null) {
      node.put("name", name);
    }
    List<Content> text = new ArrayList<>();
    List<Content> rest = new ArrayList<>();
    for (Content part : result.content()) {
      (part instanceof Content.Text || part instanceof Content.CachePoint ? text : rest).add(part);
    }
    setContent(node, text, flags.has(STRING_CONTENT));
    if (!rest.isEmpty()) {
      notes.approximated(
          "messages", "media of a tool result follow in a user message of their own");
      media.add(new Content.Text("Output of tool call " + result.toolCallId() + ":"));
      media.addAll(rest);
      if (text.isEmpty()) {
        node.put("content", "The output follows in the next user message.");
      }
    }
    if (result.error()) {
      notes.omitted("is_error", "the provider has no mark for a tool that failed");
    }
  }

  private void flushMedia() {
    if (!media.isEmpty()) {
      setContent(messages.addObject().put("role", "user"), media, false);
      media.clear();
    }
  }
}
