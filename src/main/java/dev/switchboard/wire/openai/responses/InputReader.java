package dev.switchboard.wire.openai.responses;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Role;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code instructions} and {@code input} as turns; one instance per request.
 *
 * <p>Adjacent items of one side become one turn: what the assistant thought, said and called, and
 * all outputs of its calls. {@code id}, {@code status}, {@code phase} and {@code annotations} are
 * what answers carry and come back in histories; they say nothing to a model and are ignored.
 */
final class InputReader {
  private static final Map<String, Role> ROLES =
      Map.of(
          "developer", Role.SYSTEM,
          "system", Role.SYSTEM,
          "user", Role.USER,
          "assistant", Role.ASSISTANT);

  private final List<Message> messages = new ArrayList<>();
  private final Map<String, Content.Signature> callSignatures = new HashMap<>();

  List<Message> read(Fields body) {
    body.optional("instructions").ifPresent(this::instructions);
    Located input =
        body.optional("input")
            .orElseThrow(() -> body.invalid("input", "a string or an array of items"));
    if (input.node().isString()) {
      add(Role.USER, List.of(new Content.Text(input.text())));
      return messages;
    }
    if (!input.node().isArray()) {
      throw input.invalid("a string or an array of items");
    }
    if (input.items().isEmpty() && messages.isEmpty()) {
      throw input.invalid("at least one item");
    }
    input.objects().forEach(this::item);
    return messages;
  }

  private void instructions(Located instructions) {
    if (instructions.node().isString()) {
      if (!instructions.text().isEmpty()) {
        add(Role.SYSTEM, List.of(new Content.Text(instructions.text())));
      }
    } else {
      instructions.objects().forEach(this::item);
    }
  }

  private void item(Fields item) {
    String type = item.optionalText("type").orElse(item.has("role") ? "message" : "");
    switch (type) {
      case "message" -> message(item);
      case "reasoning" -> reasoning(item);
      case "function_call" -> call(item, item.optionalText("arguments").orElse(""));
      case "custom_tool_call" ->
          call(item, Json.text(Json.object().put(ToolNames.INPUT, item.text("input"))));
      case "function_call_output", "custom_tool_call_output" -> result(item);
      case "item_reference" ->
          throw item.invalid("id", "the id of an item that is kept here for this project");
      case "compaction" -> compaction(item);
      case "" -> throw item.invalid("type", "the type of the item");
      default -> said(new Content.Opaque(Dialect.OPENAI_RESPONSES, Json.text(item.node())));
    }
  }

  private void message(Fields item) {
    Role role = item.choice("role", ROLES);
    List<Content> content =
        PartReader.content(
            item.optional("content")
                .orElseThrow(() -> item.invalid("content", "a string or an array of parts")));
    if (role == Role.ASSISTANT) {
      for (Content part : content) {
        if (!(part instanceof Content.Text text) || !text.text().isEmpty()) {
          said(part);
        }
      }
    } else {
      add(role, content);
    }
  }

  /** A summary of ours says what it stands for; OpenAI's own only OpenAI can read. */
  private void compaction(Fields item) {
    Optional<String> summary = item.optionalText("encrypted_content").flatMap(Compaction::read);
    if (summary.isPresent()) {
      add(
          Role.USER,
          List.of(new Content.Text("Summary of the conversation so far:\n\n" + summary.get())));
    } else {
      said(new Content.Opaque(Dialect.OPENAI_RESPONSES, Json.text(item.node())));
    }
  }

  private void reasoning(Fields item) {
    StringBuilder text = new StringBuilder();
    for (String slot : List.of("summary", "content")) {
      if (!text.isEmpty()) {
        break;
      }
      for (Fields part : item.optionalObjects(slot)) {
        text.append(text.isEmpty() ? "" : "\n\n").append(part.optionalText("text").orElse(""));
      }
    }
    ReasoningTokens.@Nullable Token token =
        item.optionalText("encrypted_content").map(ReasoningTokens::read).orElse(null);
    if (token != null && token.callId() != null) {
      callSignatures.put(token.callId(), token.signature());
    } else if (token != null || !text.isEmpty()) {
      said(new Content.Reasoning(text.toString(), token == null ? null : token.signature()));
    }
  }

  private void call(Fields item, String arguments) {
    String id = nonEmpty(item, "call_id", "the id of the call");
    String name = nonEmpty(item, "name", "the name of a tool");
    said(
        new Content.ToolCall(
            id,
            ToolNames.flat(item.optionalText("namespace").orElse(null), name),
            arguments,
            callSignatures.get(id)));
  }

  private void result(Fields item) {
    List<Content> output =
        item.optional("output").map(PartReader::content).orElse(List.<Content>of());
    Content.ToolResult result =
        new Content.ToolResult(
            nonEmpty(item, "call_id", "the id of a call before it"), null, output, false);
    grow(Role.TOOL, result);
  }

  private void said(Content part) {
    grow(Role.ASSISTANT, part);
  }

  private void grow(Role role, Content part) {
    Optional<Message> last =
        messages.isEmpty() ? Optional.empty() : Optional.of(messages.getLast());
    if (last.isPresent() && last.get().role() == role) {
      List<Content> all = new ArrayList<>(messages.removeLast().content());
      all.add(part);
      add(role, all);
    } else {
      add(role, List.of(part));
    }
  }

  private void add(Role role, List<Content> content) {
    messages.add(new Message(role, content, null));
  }

  private static String nonEmpty(Fields object, String name, String expected) {
    String text = object.text(name);
    if (text.isEmpty()) {
      throw object.invalid(name, expected);
    }
    return text;
  }
}
