package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.json.Json;
import dev.switchboard.wire.AnswerHead;
import dev.switchboard.wire.StreamEncoder;
import dev.switchboard.wire.WireEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the {@code GenerateContentResponse}s of one stream, each a step of the answer.
 *
 * <p>A call comes whole, in the order in which the calls began. The last response has the reason
 * and the usage; there is no other end, and SDKs refuse one.
 *
 * <p>Not safe for use by several threads.
 */
final class ChunkWriter implements StreamEncoder {
  private final AnswerHead head;
  private final AnswerParts answer;
  private final StringBuilder thought = new StringBuilder();
  private final TreeMap<Integer, Call> calls = new TreeMap<>();
  private final List<Note> notes = new ArrayList<>();
  private AnswerEnvelope envelope;

  ChunkWriter(AnswerHead head, boolean showsThoughts) {
    this.head = head;
    this.answer = new AnswerParts(showsThoughts);
    this.envelope = AnswerEnvelope.of(head, "", "");
  }

  /** A call as it grows. */
  private static final class Call {
    private final StreamEvent.ToolCallStarted start;
    private final StringBuilder arguments = new StringBuilder();
    private boolean ended;

    Call(StreamEvent.ToolCallStarted start) {
      this.start = start;
    }
  }

  @Override
  public List<WireEvent> encode(StreamEvent event) {
    boolean goesOnThinking =
        event instanceof StreamEvent.ReasoningDelta || event instanceof StreamEvent.ReasoningSigned;
    if (!goesOnThinking) {
      thought.setLength(0);
    }
    return switch (event) {
      case StreamEvent.Started started -> {
        envelope = AnswerEnvelope.of(head, started.id(), started.reportedModel());
        yield List.of();
      }
      case StreamEvent.TextDelta delta -> text(delta.text());
      case StreamEvent.RefusalDelta delta -> text(delta.text());
      case StreamEvent.ReasoningDelta delta -> {
        thought.append(delta.text());
        yield chunk(answer.thought(delta.text()));
      }
      case StreamEvent.ReasoningSigned signed -> {
        String signedText = thought.toString();
        thought.setLength(0);
        yield chunk(answer.signed(signedText, signed.signature()));
      }
      case StreamEvent.ToolCallStarted started -> {
        calls.put(started.index(), new Call(started));
        yield List.of();
      }
      case StreamEvent.ToolCallDelta delta -> {
        Call call = calls.get(delta.index());
        if (call != null) {
          call.arguments.append(delta.arguments());
        }
        yield List.of();
      }
      case StreamEvent.ToolCallEnded end -> ended(end.index());
      case StreamEvent.Part part -> part(part.content());
      case StreamEvent.Finished finished -> finish(finished);
      case StreamEvent.Failed failed ->
          List.of(WireEvent.of(Json.text(ErrorBodies.write(failed.failure()))));
    };
  }

  @Override
  public List<Note> notes() {
    return List.copyOf(notes);
  }

  private List<WireEvent> text(String text) {
    return text.isEmpty() ? List.of() : chunk(Optional.of(AnswerParts.text(text)));
  }

  /** Gives out what is whole and has nothing unfinished before it. */
  private List<WireEvent> ended(int index) {
    Call ended = calls.get(index);
    if (ended != null) {
      ended.ended = true;
    }
    List<ObjectNode> parts = new ArrayList<>();
    for (Map.Entry<Integer, Call> first = calls.firstEntry();
        first != null && first.getValue().ended;
        first = calls.firstEntry()) {
      calls.remove(first.getKey());
      Call call = first.getValue();
      parts.add(
          answer.call(
              call.start.id(),
              call.start.name(),
              call.arguments.toString(),
              call.start.signature()));
    }
    return parts.isEmpty() ? List.of() : event(envelope.write(parts, Json.object()));
  }

  private List<WireEvent> part(Content part) {
    List<ObjectNode> parts = new ArrayList<>();
    ObjectNode candidate = Json.object();
    Optional<Note> lost = AnswerParts.write(part, parts, candidate);
    if (lost.isPresent()) {
      notes.add(lost.get());
      return List.of();
    }
    return event(
        envelope.write(parts.isEmpty() ? List.of(AnswerParts.text("")) : parts, candidate));
  }

  private List<WireEvent> finish(StreamEvent.Finished finished) {
    List<ObjectNode> parts = answer.rest().map(List::of).orElse(List.of());
    return event(envelope.writeLast(parts, Json.object(), finished.reason(), finished.usage()));
  }

  private List<WireEvent> chunk(Optional<ObjectNode> part) {
    return part.map(p -> event(envelope.write(List.of(p), Json.object()))).orElse(List.of());
  }

  private static List<WireEvent> event(ObjectNode response) {
    return List.of(WireEvent.of(Json.text(response)));
  }
}
