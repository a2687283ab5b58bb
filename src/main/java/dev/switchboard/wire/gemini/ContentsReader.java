package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Role;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads {@code contents}.
 *
 * <p>Adjacent contents of the model are one message: SDKs keep every chunk of a stream as a content
 * of its own. Responses to calls become one message of results, also where a client sends each in a
 * content of its own, and stand before whatever else the same content says.
 *
 * <p>Not safe for use by several threads.
 */
final class ContentsReader {
  static final Name PARTS = Name.of("parts");
  private static final Name CONTENTS = Name.of("contents");
  private static final Name ROLE = Name.of("role");
  private static final Name FUNCTION_RESPONSE = Name.of("functionResponse");
  private static final Name FUNCTION_CALL = Name.of("functionCall");
  private static final Name ID = Name.of("id");
  private static final Name NAME = Name.of("name");
  private static final Name RESPONSE = Name.of("response");
  private static final Name WILL_CONTINUE = Name.of("willContinue");

  private static final Map<String, Role> ROLES =
      Map.of(
          "user", Role.USER,
          "function", Role.USER,
          "tool", Role.USER,
          "model", Role.ASSISTANT);

  private final CallIds ids = new CallIds();
  private final List<Message> messages = new ArrayList<>();

  /**
   * The conversation of a request.
   *
   * @throws dev.switchboard.json.InvalidFieldException if it is empty, or a response answers no
   *     call before it
   */
  List<Message> read(GeminiObject body) {
    ModelTurn turn = null;
    for (GeminiObject content : body.objects(CONTENTS)) {
      if (content.choice(ROLE, ROLES).orElse(Role.USER) == Role.ASSISTANT) {
        if (turn == null) {
          ids.nextTurn();
          turn = new ModelTurn(ids);
        }
        content.objects(PARTS).forEach(turn::read);
      } else {
        endOf(turn);
        turn = null;
        user(content);
      }
    }
    endOf(turn);
    if (messages.isEmpty()) {
      throw body.fields().invalid(CONTENTS.camel(), "at least one content with a part");
    }
    return messages;
  }

  private void endOf(@Nullable ModelTurn turn) {
    if (turn != null && !turn.parts().isEmpty()) {
      messages.add(new Message(Role.ASSISTANT, turn.parts(), null));
    }
  }

  private void user(GeminiObject content) {
    List<Content> results = new ArrayList<>();
    List<Content> rest = new ArrayList<>();
    for (GeminiObject part : content.objects(PARTS)) {
      if (part.has(FUNCTION_CALL)) {
        throw part.get(FUNCTION_CALL).orElseThrow().invalid("a call in a content of the model");
      }
      Optional<GeminiObject> response = part.object(FUNCTION_RESPONSE);
      if (response.isPresent()) {
        results.add(result(response.get()));
      } else {
        RequestParts.read(part).ifPresent(rest::add);
      }
    }
    if (!results.isEmpty()) {
      addResults(results);
    }
    if (!rest.isEmpty()) {
      messages.add(new Message(Role.USER, rest, null));
    }
  }

  private void addResults(List<Content> results) {
    List<Content> all = new ArrayList<>();
    if (!messages.isEmpty() && messages.getLast().role() == Role.TOOL) {
      all.addAll(messages.removeLast().content());
    }
    all.addAll(results);
    messages.add(new Message(Role.TOOL, all, null));
  }

  /** Every client wraps the value under another key, so that all of it is passed on. */
  private Content result(GeminiObject response) {
    if (response.flag(WILL_CONTINUE)) {
      throw new FailureException(
          new Failure.Unsupported(
              "functionResponse.willContinue",
              response.fields().pointer() + "/willContinue: true (expected: a whole response)"));
    }
    String name = response.text(NAME);
    String id = response.text(ID);
    String call =
        ids.answered(id, name)
            .orElseThrow(() ->
                response
                    .fields()
                    .invalid(
                        id.isEmpty() || !name.isEmpty() ? NAME.camel() : ID.camel(),
                        "the name of a function called before it and not answered yet"));
    List<Content> content = new ArrayList<>();
    response
        .get(RESPONSE)
        .map(Located::node)
        .filter(value -> !value.isEmpty())
        .map(ContentsReader::text)
        .ifPresent(content::add);
    for (GeminiObject part : response.objects(PARTS)) {
      RequestParts.read(part).ifPresent(content::add);
    }
    return new Content.ToolResult(call, name.isEmpty() ? null : name, content, false);
  }

  private static Content text(JsonNode value) {
    return new Content.Text(Json.text(value));
  }
}
