package dev.switchboard.wire.bedrock;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Role;
import dev.switchboard.json.Json;
import dev.switchboard.wire.Declined;
import dev.switchboard.wire.Remarks;
import dev.switchboard.wire.ToolCallIds;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Builds one {@link Conversation} from messages in any order. */
final class ConversationBuilder {
  private static final String OPENING = "(The conversation starts here.)";
  private static final String NOTHING = "(no content)";
  private static final String UNANSWERED = "This call was not answered.";
  private static final Pattern IDS = Pattern.compile("[a-zA-Z0-9_.:-]{1,64}");

  private final Blocks parts;
  private final Remarks remarks;
  private final ToolCallIds ids = new ToolCallIds(IDS);

  private final List<ObjectNode> system = new ArrayList<>();
  private final List<Turn> turns = new ArrayList<>();

  /** Calls of the last assistant's turn that wait for a result: the caller's id to ours. */
  private final Map<String, Deque<String>> open = new LinkedHashMap<>();

  /** The user's turn as it grows: results first, then what was said. */
  private final List<ObjectNode> results = new ArrayList<>();

  private final List<ObjectNode> said = new ArrayList<>();

  /** The assistant's turn as it grows; never grows together with the user's. */
  private final List<ObjectNode> answer = new ArrayList<>();

  ConversationBuilder(Blocks parts, Remarks remarks) {
    this.parts = parts;
    this.remarks = remarks;
  }

  /**
   * The conversation of these messages.
   *
   * @throws dev.switchboard.ir.FailureException if there are none, or one holds what cannot be sent
   */
  Conversation build(List<Message> messages) {
    if (messages.isEmpty()) {
      throw Declined.invalid("/messages", "messages: empty (expected: at least one)");
    }
    for (Message message : messages) {
      if (message.name() != null) {
        remarks.omitted("name", "the names of speakers were left out");
      }
      switch (message.role()) {
        case SYSTEM -> addSystem(message.content());
        case USER, TOOL -> addUser(message.content());
        case ASSISTANT -> addAssistant(message.content());
      }
    }
    closeAnswer();
    closeQuestion();
    completeEnds(messages.getLast().role());
    return new Conversation(system, turns);
  }

  private void completeEnds(Role last) {
    if (turns.isEmpty() && !system.isEmpty()) {
      turns.add(new Turn(Turn.USER, new ArrayList<>(system)));
      system.clear();
      remarks.approximated(
          "messages", "the instruction is sent as the user's; there was no other message");
    }
    if (!turns.isEmpty() && turns.getFirst().is(Turn.ASSISTANT)) {
      turns.addFirst(userText(OPENING));
      remarks.approximated("messages", "a user's turn was put before the assistant's first one");
    }
    if (turns.isEmpty() || (last != Role.ASSISTANT && turns.getLast().is(Turn.ASSISTANT))) {
      turns.add(userText(NOTHING));
      remarks.approximated("messages", "a placeholder stands for a user's turn without content");
    }
  }

  private static Turn userText(String text) {
    return new Turn(Turn.USER, new ArrayList<>(List.of(Blocks.text(text))));
  }

  private void addSystem(List<Content> content) {
    for (Content part : content) {
      if (!(part instanceof Content.Text || part instanceof Content.CachePoint)) {
        throw Declined.unsupported(
            "system", "instructions may hold text only, not " + part.getClass().getSimpleName());
      }
    }
    boolean isFirst = turns.isEmpty() && answer.isEmpty() && said.isEmpty() && results.isEmpty();
    if (isFirst) {
      parts.appendAll(content, system, "a system message");
      return;
    }
    closeAnswer();
    int before = said.size();
    parts.appendAll(content, said, "a system message");
    if (said.size() > before) {
      remarks.approximated(
          "messages", "an instruction within the conversation is sent as the user's");
    }
  }

  private void addUser(List<Content> content) {
    closeAnswer();
    for (Content part : content) {
      if (part instanceof Content.ToolResult result) {
        addResult(result);
      } else if (part instanceof Content.CachePoint point && said.isEmpty()) {
        parts.append(point, results, "a tool result");
      } else {
        parts.append(part, said, "a user's message");
      }
    }
  }

  /** A result without a call would be rejected; its content still counts, so it is told as text. */
  private void addResult(Content.ToolResult result) {
    Deque<String> waiting = open.get(result.toolCallId());
    if (waiting != null) {
      results.add(parts.toolResult(result, waiting.removeFirst()));
      if (waiting.isEmpty()) {
        open.remove(result.toolCallId());
      }
      return;
    }
    remarks.approximated("messages", "a tool result without a call before it is sent as text");
    String tool = result.name() == null ? "a tool" : "the tool " + result.name();
    said.add(Blocks.text("(An earlier result of " + tool + " follows.)"));
    parts.appendAll(result.content(), said, "a tool result");
  }

  private void addAssistant(List<Content> content) {
    closeQuestion();
    for (Content part : content) {
      switch (part) {
        case Content.ToolCall call -> {
          String id = ids.assign(call.id());
          open.computeIfAbsent(call.id(), _ -> new ArrayDeque<>()).addLast(id);
          answer.add(parts.toolUse(call, id));
        }
        case Content.Reasoning reasoning -> parts.thought(reasoning).ifPresent(answer::add);
        case Content.Image _, Content.Document _, Content.Video _, Content.Audio _ ->
            throw Declined.unsupported("messages", "media in the assistant's turns are not taken");
        case Content.Text _,
            Content.Refusal _,
            Content.CachePoint _,
            Content.ToolResult _,
            Content.Opaque _ ->
            parts.append(part, answer, "an assistant's message");
      }
    }
  }

  private void closeAnswer() {
    if (!answer.isEmpty()) {
      turns.add(new Turn(Turn.ASSISTANT, new ArrayList<>(answer)));
      answer.clear();
    }
  }

  /** Every call must be answered before anything else is said. */
  private void closeQuestion() {
    if (results.isEmpty() && said.isEmpty() && (open.isEmpty() || !answer.isEmpty())) {
      return;
    }
    closeAnswer();
    List<ObjectNode> blocks = new ArrayList<>(results);
    for (Deque<String> waiting : open.values()) {
      waiting.forEach(id -> blocks.add(unanswered(id)));
    }
    open.clear();
    blocks.addAll(said);
    accompanyDocuments(blocks);
    @Nullable Turn before = turns.isEmpty() ? null : turns.getLast();
    if (before != null && before.is(Turn.USER)) {
      before.blocks().addAll(blocks);
    } else {
      turns.add(new Turn(Turn.USER, blocks));
    }
    results.clear();
    said.clear();
  }

  private ObjectNode unanswered(String id) {
    remarks.approximated("messages", "a tool call without a result is answered with an error");
    ObjectNode result = Json.object().put("toolUseId", id);
    result.putArray("content").add(Blocks.text(UNANSWERED));
    result.put("status", "error");
    return Json.object().set("toolResult", result);
  }

  /** A document without a text beside it is rejected. */
  private void accompanyDocuments(List<ObjectNode> blocks) {
    boolean hasDocument = blocks.stream().anyMatch(block -> block.has("document"));
    if (hasDocument && blocks.stream().noneMatch(block -> block.has("text"))) {
      blocks.add(Blocks.text("(The document stands above.)"));
      remarks.approximated("messages", "a text was put beside a document that stands alone");
    }
  }
}
