package dev.switchboard.wire.gemini.interactions;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Content.Signature;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Origin;
import dev.switchboard.ir.Role;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import dev.switchboard.wire.gemini.ReasoningToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code input}: a text, one content, a list of contents, of steps, or of older clients'
 * turns; one instance per request.
 *
 * <p>A signature of Google's in the thought right before a call is the call's. One that is a {@link
 * ReasoningToken} is unpacked.
 */
final class InputReader {
  /** What Google's own tools did: of use to nobody else, and no part of what was said. */
  private static final Set<String> HOSTED =
      Set.of(
          "google_search_call",
          "google_search_result",
          "google_maps_call",
          "google_maps_result",
          "url_context_call",
          "url_context_result",
          "file_search_call",
          "file_search_result",
          "retrieval_call",
          "retrieval_result",
          "processing_call",
          "processing_result",
          "mcp_server_tool_call",
          "mcp_server_tool_result");

  private static final Map<String, Role> ROLES =
      Map.of("user", Role.USER, "model", Role.ASSISTANT, "assistant", Role.ASSISTANT);

  private final List<Extension> extensions;
  private final List<Message> messages = new ArrayList<>();
  private @Nullable Role speaker;
  private List<Content> said = new ArrayList<>();
  private @Nullable Signature awaitsCall;

  /**
   * @param extensions takes the steps that no other dialect has
   */
  InputReader(List<Extension> extensions) {
    this.extensions = extensions;
  }

  List<Message> read(Located input) {
    if (input.node().isString()) {
      add(Role.USER, new Content.Text(input.text()));
    } else if (input.node().isObject()) {
      element(input.fields());
    } else if (input.node().isArray()) {
      input.objects().forEach(this::element);
    } else {
      throw input.invalid("a text, a content, or a list of contents or steps");
    }
    finish();
    if (messages.isEmpty()) {
      throw input.invalid("at least one content or step");
    }
    return messages;
  }

  private void element(Fields element) {
    String type = element.optionalText("type").orElse("");
    if (type.isEmpty() && element.has("role")) {
      turn(element);
    } else {
      step(type, element, Role.USER);
    }
  }

  /** A turn of older clients: a role and what was said. */
  private void turn(Fields turn) {
    Role role = turn.choice("role", ROLES);
    Located content = turn.required("content");
    if (content.node().isString()) {
      add(role, new Content.Text(content.text()));
    } else {
      content.objects().forEach(part -> step(part.text("type"), part, role));
    }
  }

  private void step(String type, Fields step, Role otherwise) {
    switch (type) {
      case "user_input" -> contents(Role.USER, step);
      case "model_output" -> contents(Role.ASSISTANT, step);
      case "thought" -> thought(step);
      case "function_call" -> add(Role.ASSISTANT, call(step));
      case "function_result" -> add(Role.TOOL, result(step));
      case CodeSteps.CALL -> add(Role.ASSISTANT, CodeSteps.readCall(step));
      case CodeSteps.RESULT -> add(Role.ASSISTANT, CodeSteps.readResult(step));
      default -> {
        if (HOSTED.contains(type)) {
          extensions.add(
              new Extension(Dialect.GEMINI_INTERACTIONS, "input." + type, Json.text(step.node())));
        } else {
          add(otherwise, ContentReader.read(step));
        }
      }
    }
  }

  private void contents(Role role, Fields step) {
    Optional<Located> content = step.optional("content");
    if (content.isEmpty()) {
      return;
    }
    if (content.get().node().isString()) {
      add(role, new Content.Text(content.get().text()));
    } else {
      ContentReader.list(content.get()).forEach(part -> add(role, part));
    }
  }

  private void thought(Fields step) {
    StringBuilder summary = new StringBuilder();
    for (Fields part : step.optionalObjects("summary")) {
      if (!part.text("type").equals("text")) {
        throw part.invalid("type", "text: a thought in pictures cannot be sent on");
      }
      summary.append(part.text("text"));
    }
    String text = summary.toString();
    Optional<Located> signature =
        step.optional("signature").filter(value -> !value.text().isEmpty());
    Optional<List<Content.Reasoning>> foreign = signature.flatMap(ReasoningToken::read);
    if (foreign.isPresent()) {
      foreign.get().forEach(thought -> add(Role.ASSISTANT, thought));
      return;
    }
    if (!text.isEmpty()) {
      add(Role.ASSISTANT, new Content.Reasoning(text, null));
    }
    if (signature.isPresent()) {
      settle();
      begin(Role.ASSISTANT);
      awaitsCall =
          new Signature(
              Signature.Kind.SIGNATURE, signature.get().text(), Origin.of(Dialect.GEMINI_GENERATE));
    }
  }

  private Content call(Fields step) {
    Signature signature = awaitsCall;
    awaitsCall = null;
    String name = step.text("name");
    if (name.isEmpty()) {
      throw step.invalid("name", "the name of the function");
    }
    String id = step.text("id");
    if (id.isEmpty()) {
      throw step.invalid("id", "the id of the call");
    }
    String arguments =
        step.optional("arguments").map(Located::fields).map(a -> Json.text(a.node())).orElse("");
    return new Content.ToolCall(id, name, arguments, signature);
  }

  private static Content result(Fields step) {
    String callId = step.text("call_id");
    if (callId.isEmpty()) {
      throw step.invalid("call_id", "the id of the call that this answers");
    }
    Located result = step.required("result");
    List<Content> content =
        result.node().isArray() && isContents(result)
            ? ContentReader.list(result)
            : List.of(new Content.Text(text(result)));
    String name = step.optionalText("name").filter(n -> !n.isEmpty()).orElse(null);
    return new Content.ToolResult(callId, name, content, step.boolOr("is_error", false));
  }

  private static boolean isContents(Located result) {
    return result.items().stream()
        .allMatch(
            item -> item.node().isObject() && ContentReader.isContent(item.node().path("type")));
  }

  private static String text(Located result) {
    return result.node().isString() ? result.text() : Json.text(result.node());
  }

  private void add(Role role, Content content) {
    settle();
    begin(role);
    boolean empty = content instanceof Content.Text text && text.text().isEmpty();
    if (!empty) {
      said.add(content);
    }
  }

  /** A signature that no call has taken closes what was said before it. */
  private void settle() {
    Signature signature = awaitsCall;
    if (signature == null) {
      return;
    }
    awaitsCall = null;
    if (!said.isEmpty()
        && said.getLast() instanceof Content.Reasoning thought
        && thought.signature() == null) {
      said.removeLast();
      said.add(new Content.Reasoning(thought.text(), signature));
    } else {
      said.add(new Content.Reasoning("", signature));
    }
  }

  private void begin(Role role) {
    if (role != speaker) {
      flush();
      speaker = role;
    }
  }

  private void finish() {
    settle();
    flush();
  }

  private void flush() {
    Role role = speaker;
    if (role != null && !said.isEmpty()) {
      messages.add(new Message(role, said, null));
    }
    said = new ArrayList<>();
  }
}
