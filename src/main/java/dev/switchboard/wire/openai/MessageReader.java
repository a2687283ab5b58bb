package dev.switchboard.wire.openai;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Origin;
import dev.switchboard.ir.Role;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code messages}; one instance per request.
 *
 * <p>Adjacent tool messages become one turn. Fields that only answers have ({@code annotations},
 * {@code provider_specific_fields}, {@code refusal: null} …) come back in histories and are
 * ignored. The older {@code function_call} gets an id of ours, which the {@code function} message
 * after it is matched to by name.
 */
final class MessageReader {
  private final PartReader parts = new PartReader();
  private final Map<String, String> legacyCallIds = new HashMap<>();
  private final List<Message> messages = new ArrayList<>();

  List<Message> messages(Fields body) {
    List<Fields> all = body.objects("messages");
    if (all.isEmpty()) {
      throw body.required("messages").invalid("at least one message");
    }
    for (Fields message : all) {
      Role role = message.choice("role", Words.ROLES);
      switch (role) {
        case SYSTEM, USER -> add(role, said(message), message);
        case ASSISTANT -> add(role, assistant(message), message);
        case TOOL -> addResult(result(message));
      }
    }
    return messages;
  }

  private void add(Role role, List<Content> content, Fields message) {
    List<Content> all = new ArrayList<>(content);
    PartReader.cachePoint(message).ifPresent(all::add);
    messages.add(new Message(role, all, message.optionalText("name").orElse(null)));
  }

  private void addResult(Content.ToolResult result) {
    if (!messages.isEmpty() && messages.getLast().role() == Role.TOOL) {
      List<Content> results = new ArrayList<>(messages.removeLast().content());
      results.add(result);
      messages.add(new Message(Role.TOOL, results, null));
    } else {
      messages.add(Message.of(Role.TOOL, result));
    }
  }

  private List<Content> said(Fields message) {
    Located content =
        message
            .optional("content")
            .orElseThrow(() -> message.invalid("content", "a string or an array of parts"));
    return content(content);
  }

  private List<Content> content(Located content) {
    if (content.node().isString()) {
      return List.of(new Content.Text(content.text()));
    }
    if (!content.node().isArray()) {
      throw content.invalid("a string or an array of parts");
    }
    List<Content> all = new ArrayList<>();
    for (Fields part : content.objects()) {
      parts.read(part, all);
    }
    return all;
  }

  private List<Content> assistant(Fields message) {
    List<Content> all = new ArrayList<>(ReasoningSlots.read(message));
    for (Content part : message.optional("content").map(this::content).orElse(List.of())) {
      if (!(part instanceof Content.Text text) || !text.text().isEmpty()) {
        all.add(part);
      }
    }
    message.optionalText("refusal").map(Content.Refusal::new).ifPresent(all::add);
    message
        .optionalObject("audio")
        .flatMap(audio -> audio.optionalText("id"))
        .map(id -> new Content.Audio(new MediaSource.FileId(Dialect.OPENAI_CHAT, id)))
        .ifPresent(all::add);
    for (Fields call : message.optionalObjects("tool_calls")) {
      all.add(toolCall(call));
    }
    if (message.optional("tool_calls").isEmpty()) {
      message.optionalObject("function_call").map(this::legacyCall).ifPresent(all::add);
    }
    return all;
  }

  private static Content toolCall(Fields call) {
    String id = nonEmpty(call, "id", "the id of the call");
    if (!call.optionalText("type").orElse("function").equals("function")) {
      return new Content.Opaque(Dialect.OPENAI_CHAT, Json.text(call.node()));
    }
    Fields function = call.object("function");
    return new Content.ToolCall(
        id,
        nonEmpty(function, "name", "the name of a tool"),
        function.optionalText("arguments").orElse(""),
        signature(call).orElse(null));
  }

  /** Google's convention, LiteLLM's spelling of it, and a field of the call itself. */
  private static Optional<Content.Signature> signature(Fields call) {
    return call.optionalObject("extra_content")
        .flatMap(extra -> extra.optionalObject("google"))
        .or(() -> call.optionalObject("provider_specific_fields"))
        .flatMap(google -> google.optionalText("thought_signature"))
        .or(() -> call.optionalText("thought_signature"))
        .map(value ->
            new Content.Signature(
                Content.Signature.Kind.SIGNATURE, value, Origin.of(Dialect.GEMINI_GENERATE)));
  }

  private Content legacyCall(Fields call) {
    String name = nonEmpty(call, "name", "the name of a function");
    String id = "call_" + messages.size() + "_" + name;
    legacyCallIds.put(name, id);
    return new Content.ToolCall(id, name, call.optionalText("arguments").orElse(""), null);
  }

  private Content.ToolResult result(Fields message) {
    List<Content> content =
        new ArrayList<>(message.optional("content").map(this::content).orElse(List.of()));
    PartReader.cachePoint(message).ifPresent(content::add);
    if (!message.text("role").equals("function")) {
      return new Content.ToolResult(
          nonEmpty(message, "tool_call_id", "the id of a tool call before it"),
          message.optionalText("name").orElse(null),
          content,
          false);
    }
    String name = nonEmpty(message, "name", "the name of a function called before it");
    String id = legacyCallIds.get(name);
    if (id == null) {
      throw message.invalid("name", "the name of a function called before it");
    }
    return new Content.ToolResult(id, name, content, false);
  }

  private static String nonEmpty(Fields object, String name, String expected) {
    String text = object.text(name);
    if (text.isEmpty()) {
      throw object.invalid(name, expected);
    }
    return text;
  }
}
