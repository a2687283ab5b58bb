package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Role;
import dev.switchboard.json.Json;
import dev.switchboard.wire.Declined;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a conversation as {@code systemInstruction} and {@code contents}.
 *
 * <p>The dialect has two sides that take turns, and instructions apart from both. So instructions
 * from within the conversation move to the front, adjacent messages of one side become one turn,
 * and all results of one turn's calls stand together, in the order of the calls.
 *
 * <p>Not safe for use by several threads.
 */
final class ContentsWriter {
  /**
   * What Google's documentation gives for a call that has no thought signature because another
   * model made it or the caller lost it: it passes the check ({@code
   * skip_thought_signature_validator} in base64).
   *
   * @see <a href="https://ai.google.dev/gemini-api/docs/thought-signatures">source</a>
   */
  static final String NO_SIGNATURE = "c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I=";

  private final Translation translation;
  private final PartWriter writer;
  private final ToolResults toolResults;
  private final List<ObjectNode> system = new ArrayList<>();
  private final List<Turn> turns = new ArrayList<>();
  private final Map<String, Call> calls = new HashMap<>();

  private record Call(String name, int order) {}

  ContentsWriter(Translation translation) {
    this.translation = translation;
    this.writer = new PartWriter(translation);
    this.toolResults = new ToolResults(translation, writer);
  }

  /**
   * Adds both fields to the body.
   *
   * @throws dev.switchboard.ir.FailureException for an empty conversation, a tool result without a
   *     call, and calls of one turn of which some are answered and some are not
   */
  void write(List<Message> messages, ObjectNode body) {
    for (Message message : messages) {
      if (message.name() != null) {
        translation.omitted("name", "a speaker has no name in this dialect");
      }
      if (message.role() == Role.SYSTEM) {
        system(message);
      } else {
        message.content().forEach(content -> add(message.role(), content));
      }
    }
    joinTurns();
    checkResults();
    fillSignatures();
    if (turns.isEmpty()) {
      speakTheInstructions();
    } else if (!system.isEmpty()) {
      body.putObject("systemInstruction").set("parts", array(system));
    }
    ArrayNode contents = body.putArray("contents");
    turns.forEach(turn -> contents.add(turn.json()));
  }

  private void system(Message message) {
    if (!turns.isEmpty()) {
      translation.approximated(
          "messages", "instructions from within the conversation are moved to its front");
    }
    for (Content content : message.content()) {
      switch (content) {
        case Content.Text _, Content.CachePoint _, Content.Opaque _ ->
            writer.write(content, system);
        default ->
            throw translation.unsupported("messages", "instructions that hold more than text");
      }
    }
  }

  private void add(Role role, Content content) {
    switch (content) {
      case Content.ToolResult result -> result(result);
      case Content.ToolCall call -> {
        Turn turn = turn(true);
        calls.put(call.id(), new Call(call.name(), turn.callIds().size()));
        if (!turn.callIds().add(call.id())) {
          throw Declined.invalid(
              "/messages", "tool call " + call.id() + " is made twice in one turn");
        }
        writer.write(call, turn.parts());
      }
      default -> writer.write(content, turn(role == Role.ASSISTANT).parts());
    }
  }

  private void result(Content.ToolResult result) {
    Call call = calls.get(result.toolCallId());
    if (call == null) {
      throw Declined.invalid(
          "/messages",
          "tool result for "
              + result.toolCallId()
              + " (expected: the id of a call made before it in the conversation)");
    }
    Turn turn = turn(false);
    turn.addResult(
        call.order(),
        result.toolCallId(),
        toolResults.write(result, call.name(), turn.besideResults()));
  }

  private Turn turn(boolean model) {
    if (turns.isEmpty() || turns.getLast().isModel() != model) {
      turns.add(new Turn(model));
    }
    return turns.getLast();
  }

  /** Turns in which nothing was left to say are gone; their neighbours are of one side. */
  private void joinTurns() {
    turns.removeIf(Turn::isEmpty);
    for (int i = turns.size() - 1; i > 0; i--) {
      if (turns.get(i).isModel() == turns.get(i - 1).isModel()) {
        turns.get(i - 1).absorb(turns.remove(i));
      }
    }
  }

  /** The API counts: as many responses as calls, or none. */
  private void checkResults() {
    for (int i = 1; i < turns.size(); i++) {
      List<String> answered = turns.get(i).answeredIds();
      if (answered.isEmpty()) {
        continue;
      }
      Set<String> open = new HashSet<>(turns.get(i - 1).callIds());
      for (String id : answered) {
        if (!open.remove(id)) {
          throw Declined.invalid(
              "/messages",
              "tool result for "
                  + id
                  + " (expected: one result, right after the turn of the call)");
        }
      }
      if (!open.isEmpty()) {
        throw Declined.invalid(
            "/messages",
            "no tool result for " + String.join(", ", open) + " (expected: one for each call)");
      }
    }
  }

  /** In the current turn, the first call of each of the model's steps must be signed. */
  private void fillSignatures() {
    if (!translation.model().demandsSignatures()) {
      return;
    }
    for (Turn turn : turns.reversed()) {
      if (turn.speaksAnew()) {
        return;
      }
      turn.parts().stream()
          .filter(part -> part.has("functionCall"))
          .findFirst()
          .filter(part -> !part.has("thoughtSignature"))
          .ifPresent(this::fillSignature);
    }
  }

  private void fillSignature(ObjectNode call) {
    call.put("thoughtSignature", NO_SIGNATURE);
    translation.approximated(
        "reasoning", "a call whose thoughts are not at hand is marked so that it is not checked");
  }

  /** Instructions alone are no conversation for the API, but are for others. */
  private void speakTheInstructions() {
    if (system.isEmpty()) {
      throw Declined.invalid("/messages", "nothing is said (expected: at least one message)");
    }
    translation.approximated("messages", "instructions without a conversation are sent as a turn");
    turn(false).parts().addAll(system);
  }

  private static ArrayNode array(List<ObjectNode> nodes) {
    ArrayNode array = Json.array();
    nodes.forEach(array::add);
    return array;
  }
}
