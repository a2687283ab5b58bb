package dev.switchboard.wire.openai;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.json.Json;
import dev.switchboard.wire.AnswerHead;
import dev.switchboard.wire.Passed;
import dev.switchboard.wire.StreamEncoder;
import dev.switchboard.wire.WireEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the {@code chat.completion.chunk}s of one stream.
 *
 * <p>Every chunk has the same {@code id}, {@code created} and {@code model}; clients refuse a
 * stream that changes them. With usage asked for, each chunk but the last has {@code usage: null}.
 */
final class ChunkWriter implements StreamEncoder {
  private static final WireEvent DONE = WireEvent.of("[DONE]");

  private final AnswerHead head;
  private final AnswerParts parts;
  private final StringBuilder thought = new StringBuilder();
  private final Set<Integer> emptyCalls = new HashSet<>();
  private String id;
  private String model;
  private long created;
  private boolean marked;
  private int calls;
  private int details;
  private boolean refused;

  ChunkWriter(AnswerHead head) {
    this.head = head;
    this.parts = new AnswerParts(head);
    this.id = head.id();
    this.model = head.model();
    this.created = head.createdSeconds();
  }

  @Override
  public boolean marks(WireEvent passed) {
    boolean first = !marked;
    marked = true;
    return first;
  }

  @Override
  public void resume(Passed passed) {
    StreamEncoder.super.resume(passed);
    if (!passed.marks().isEmpty()) {
      JsonNode first = Json.parseReply(passed.marks().getFirst().data());
      created = first.path("created").asLong(created);
    }
  }

  @Override
  public List<WireEvent> encode(StreamEvent event) {
    return switch (event) {
      case StreamEvent.Started started -> start(started);
      case StreamEvent.TextDelta delta -> chunk(Json.object().put("content", delta.text()));
      case StreamEvent.ReasoningDelta delta -> {
        thought.append(delta.text());
        yield chunk(Json.object().put("reasoning_content", delta.text()));
      }
      case StreamEvent.ReasoningSigned signed -> sign(signed.signature());
      case StreamEvent.ToolCallStarted call -> startCall(call);
      case StreamEvent.ToolCallDelta delta -> growCall(delta.index(), delta.arguments());
      case StreamEvent.ToolCallEnded end ->
          emptyCalls.contains(end.index()) ? growCall(end.index(), "{}") : List.of();
      case StreamEvent.RefusalDelta delta -> {
        refused = true;
        yield chunk(Json.object().put("refusal", delta.text()));
      }
      case StreamEvent.Part part -> part(part.content());
      case StreamEvent.Finished finished -> finish(finished);
      case StreamEvent.Failed failed ->
          List.of(WireEvent.of(Json.text(ErrorBodies.write(failed.failure()))), DONE);
    };
  }

  private List<WireEvent> start(StreamEvent.Started started) {
    id = started.id().isEmpty() ? head.id() : started.id();
    model = started.reportedModel().isEmpty() ? head.model() : started.reportedModel();
    return chunk(Json.object().put("role", "assistant").put("content", "").putNull("refusal"));
  }

  private List<WireEvent> sign(Content.Signature signature) {
    ObjectNode delta = Json.object();
    delta
        .putArray("reasoning_details")
        .add(ReasoningSlots.writeDetail(thought.toString(), signature, details++));
    thought.setLength(0);
    return chunk(delta);
  }

  /** The older {@code function_call} holds the first call only. */
  private List<WireEvent> startCall(StreamEvent.ToolCallStarted call) {
    calls++;
    emptyCalls.add(call.index());
    ObjectNode delta = Json.object();
    if (head.delivery().legacyFunctions()) {
      delta.putObject("function_call").put("name", call.name()).put("arguments", "");
      return call.index() == 0 ? chunk(delta) : List.of();
    }
    ObjectNode node = delta.putArray("tool_calls").addObject();
    node.put("index", call.index()).put("id", call.id()).put("type", "function");
    node.putObject("function").put("name", call.name()).put("arguments", "");
    AnswerParts.sign(node, call.signature());
    return chunk(delta);
  }

  private List<WireEvent> growCall(int index, String arguments) {
    if (arguments.isEmpty()) {
      return List.of();
    }
    emptyCalls.remove(index);
    ObjectNode delta = Json.object();
    if (head.delivery().legacyFunctions()) {
      delta.putObject("function_call").put("arguments", arguments);
      return index == 0 ? chunk(delta) : List.of();
    }
    ObjectNode node = delta.putArray("tool_calls").addObject();
    node.put("index", index).putObject("function").put("arguments", arguments);
    return chunk(delta);
  }

  private List<WireEvent> part(Content part) {
    ObjectNode delta = Json.object();
    ObjectNode choice = choice(delta);
    if (parts.write(part, delta, choice).isPresent()) {
      return List.of();
    }
    if (delta.path("tool_calls").path(0) instanceof ObjectNode call) {
      call.put("index", calls++);
    }
    return List.of(event(choice));
  }

  private List<WireEvent> finish(StreamEvent.Finished finished) {
    List<WireEvent> events = new ArrayList<>();
    ObjectNode choice = choice(Json.object());
    choice.put(
        "finish_reason",
        FinishWords.write(finished.reason(), head.delivery().legacyFunctions(), refused));
    events.add(event(choice));
    Optional<ObjectNode> usage = UsageWriter.write(finished.usage());
    if (head.delivery().includeUsage() && usage.isPresent()) {
      ObjectNode last = envelope();
      last.putArray("choices");
      last.set("usage", usage.get());
      events.add(WireEvent.of(Json.text(last)));
    }
    events.add(DONE);
    return events;
  }

  private List<WireEvent> chunk(ObjectNode delta) {
    return List.of(event(choice(delta)));
  }

  private static ObjectNode choice(ObjectNode delta) {
    ObjectNode choice = Json.object();
    choice.put("index", 0).set("delta", delta);
    return choice.putNull("logprobs").putNull("finish_reason");
  }

  private WireEvent event(ObjectNode choice) {
    ObjectNode chunk = envelope();
    chunk.putArray("choices").add(choice);
    if (head.delivery().includeUsage()) {
      chunk.putNull("usage");
    }
    return WireEvent.of(Json.text(chunk));
  }

  private ObjectNode envelope() {
    return Json.object()
        .put("id", id)
        .put("object", "chat.completion.chunk")
        .put("created", created)
        .put("model", model);
  }
}
