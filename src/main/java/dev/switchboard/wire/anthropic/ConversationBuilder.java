package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Role;
import dev.switchboard.json.Json;
import dev.switchboard.wire.Declined;
import dev.switchboard.wire.Remarks;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Builds one {@link Conversation} from messages in any order. */
final class ConversationBuilder {
  private static final String OPENING = "(The conversation starts here.)";
  private static final String NOTHING = "(no content)";
  private static final String UNANSWERED = "This call was not answered.";

  private final RequestBlocks parts;
  private final boolean keepsLateSystem;
  private final Remarks notes;

  private final List<ObjectNode> system = new ArrayList<>();
  private final List<Turn> turns = new ArrayList<>();
  private final ToolIds ids = new ToolIds();

  /** Calls of the last assistant's turn that wait for a result: the caller's id to ours. */
  private final Map<String, Deque<String>> open = new LinkedHashMap<>();

  /** The user's turn as it grows: results first, then what was said. */
  private final List<ObjectNode> results = new ArrayList<>();

  private final List<Said> said = new ArrayList<>();

  /** The assistant's turn as it grows; never grows together with the user's. */
  private final List<ObjectNode> answer = new ArrayList<>();

  /** A block of a user's turn, or of an instruction that stands where a user's turn would. */
  private record Said(ObjectNode block, boolean isSystem) {}

  ConversationBuilder(RequestBlocks parts, boolean keepsLateSystem, Remarks notes) {
    this.parts = parts;
    this.keepsLateSystem = keepsLateSystem;
    this.notes = notes;
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
    @Nullable List<ObjectNode> lastSystem = null;
    for (Message message : messages) {
      if (message.name() != null) {
        notes.omitted("name", "the names of speakers were left out");
      }
      switch (message.role()) {
        case SYSTEM -> {
          List<ObjectNode> blocks = addSystem(message.content());
          lastSystem = blocks.isEmpty() ? lastSystem : blocks;
        }
        case USER, TOOL -> addUser(message.content());
        case ASSISTANT -> addAssistant(message.content());
      }
    }
    closeAnswer();
    endUserTurn();
    if (turns.isEmpty() && lastSystem != null) {
      system.subList(system.size() - lastSystem.size(), system.size()).clear();
      turns.add(new Turn(Turn.USER, lastSystem));
      notes.approximated(
          "messages", "the instruction is sent as the user's; there was no other message");
    }
    completeEnds(messages.getLast().role());
    return new Conversation(system, turns);
  }

  private void completeEnds(Role last) {
    if (!turns.isEmpty() && turns.getFirst().is(Turn.ASSISTANT)) {
      turns.addFirst(userText(OPENING));
      notes.approximated("messages", "a user's turn was put before the assistant's first one");
    }
    if (turns.isEmpty() || (last != Role.ASSISTANT && turns.getLast().is(Turn.ASSISTANT))) {
      turns.add(userText(NOTHING));
      notes.approximated("messages", "a placeholder stands for a user's turn without content");
    }
  }

  private static Turn userText(String text) {
    return new Turn(Turn.USER, new ArrayList<>(List.of(RequestBlocks.text(text))));
  }

  private List<ObjectNode> addSystem(List<Content> content) {
    for (Content part : content) {
      if (!(part instanceof Content.Text
          || part instanceof Content.CachePoint
          || part instanceof Content.Opaque)) {
        throw Declined.unsupported(
            "system", "instructions may hold text only, not " + part.getClass().getSimpleName());
      }
    }
    List<ObjectNode> blocks = parts.plain(content, "a system message");
    boolean isFirst = turns.isEmpty() && answer.isEmpty() && said.isEmpty() && results.isEmpty();
    if (isFirst) {
      system.addAll(blocks);
    } else if (!blocks.isEmpty()) {
      closeAnswer();
      blocks.forEach(block -> said.add(new Said(block, true)));
    }
    return blocks;
  }

  private void addUser(List<Content> content) {
    List<ObjectNode> own = new ArrayList<>();
    for (Content part : content) {
      if (part instanceof Content.CachePoint point) {
        CacheMarks.putOnLast(own, point, notes);
      } else if (part instanceof Content.ToolResult result) {
        own.addAll(addResult(result));
      } else {
        List<ObjectNode> blocks = new ArrayList<>();
        parts.append(part, blocks, "a user's message");
        blocks.forEach(this::addUserBlock);
        own.addAll(blocks);
      }
    }
  }

  private void addUserBlock(ObjectNode block) {
    closeAnswer();
    if (Turn.type(block).equals("tool_result")) {
      String id = takeOpen(block.path("tool_use_id").asString(""));
      results.add(id == null ? block : block.put("tool_use_id", id));
    } else {
      said.add(new Said(block, false));
    }
  }

  /** A result without a call would be rejected; its content still counts, so it is told as text. */
  private List<ObjectNode> addResult(Content.ToolResult result) {
    closeAnswer();
    String id = takeOpen(result.toolCallId());
    if (id != null) {
      ObjectNode block = parts.toolResult(result, id);
      results.add(block);
      return List.of(block);
    }
    notes.approximated("messages", "a tool result without a call before it is sent as text");
    String tool = result.name() == null ? "a tool" : "the tool " + result.name();
    List<ObjectNode> blocks = new ArrayList<>();
    blocks.add(RequestBlocks.text("(An earlier result of " + tool + " follows.)"));
    blocks.addAll(parts.plain(result.content(), "a tool result"));
    blocks.forEach(block -> said.add(new Said(block, false)));
    return blocks;
  }

  private @Nullable String takeOpen(String callerId) {
    Deque<String> waiting = open.get(callerId);
    if (waiting == null) {
      return null;
    }
    String id = waiting.removeFirst();
    if (waiting.isEmpty()) {
      open.remove(callerId);
    }
    return id;
  }

  private void addAssistant(List<Content> content) {
    List<ObjectNode> blocks = new ArrayList<>();
    for (Content part : content) {
      switch (part) {
        case Content.ToolCall call -> blocks.add(toolUse(call));
        case Content.Reasoning reasoning -> parts.thinking(reasoning).ifPresent(blocks::add);
        case Content.Image _, Content.Document _ ->
            throw Declined.unsupported("messages", "media in the assistant's turns are not taken");
        case Content.Opaque opaque -> appendOpaque(opaque, blocks);
        case Content.Text _,
            Content.Refusal _,
            Content.Audio _,
            Content.Video _,
            Content.ToolResult _,
            Content.CachePoint _ ->
            parts.append(part, blocks, "an assistant's message");
      }
    }
    if (!blocks.isEmpty()) {
      closeUser();
      answer.addAll(blocks);
    }
  }

  private ObjectNode toolUse(Content.ToolCall call) {
    // What waits in the user's turn belongs to the calls before this one.
    closeUser();
    String id = ids.assign(call.id());
    open.computeIfAbsent(call.id(), _ -> new ArrayDeque<>()).addLast(id);
    return parts.toolUse(call, id);
  }

  private void appendOpaque(Content.Opaque opaque, List<ObjectNode> blocks) {
    int before = blocks.size();
    parts.append(opaque, blocks, "an assistant's message");
    if (blocks.size() > before && Turn.type(blocks.getLast()).equals("tool_use")) {
      closeUser();
      String id = blocks.getLast().path("id").asString("");
      ids.assign(id);
      open.computeIfAbsent(id, _ -> new ArrayDeque<>()).addLast(id);
    }
  }

  /** The last block of an assistant's turn may not be a thought: nothing was said after it. */
  private void closeAnswer() {
    while (!answer.isEmpty() && RequestBlocks.isThinking(answer.getLast())) {
      answer.removeLast();
      notes.omitted("reasoning", "thoughts that nothing was said after were left out");
    }
    addTurn(Turn.ASSISTANT, answer);
    answer.clear();
  }

  private void closeUser() {
    if (!results.isEmpty() || !said.isEmpty()) {
      endUserTurn();
    }
  }

  private void endUserTurn() {
    for (Deque<String> waiting : open.values()) {
      for (String id : waiting) {
        results.add(unanswered(id));
      }
    }
    open.clear();
    int end = said.size();
    if (keepsLateSystem) {
      while (end > 0 && said.get(end - 1).isSystem()) {
        end--;
      }
      if (end == 0 && results.isEmpty()) {
        end = said.size();
      }
    }
    addTurn(
        Turn.USER,
        Stream.concat(results.stream(), said.subList(0, end).stream().map(this::asUser)).toList());
    addTurn(Turn.SYSTEM, said.subList(end, said.size()).stream().map(Said::block).toList());
    results.clear();
    said.clear();
  }

  private ObjectNode unanswered(String id) {
    notes.approximated("messages", "a tool call without a result is answered with an error");
    return Json.object()
        .put("type", "tool_result")
        .put("tool_use_id", id)
        .put("content", UNANSWERED)
        .put("is_error", true);
  }

  private ObjectNode asUser(Said said) {
    ObjectNode block = said.block();
    if (said.isSystem()) {
      notes.approximated(
          "messages", "an instruction within the conversation is sent as the user's text");
      block.put("text", "<system>\n" + block.path("text").asString("") + "\n</system>");
    }
    return block;
  }

  private void addTurn(String role, List<ObjectNode> blocks) {
    if (blocks.isEmpty()) {
      return;
    }
    if (!turns.isEmpty() && turns.getLast().is(role)) {
      turns.getLast().blocks().addAll(blocks);
    } else {
      turns.add(new Turn(role, new ArrayList<>(blocks)));
    }
  }
}
