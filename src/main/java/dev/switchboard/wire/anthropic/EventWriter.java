package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import dev.switchboard.wire.AnswerHead;
import dev.switchboard.wire.Passed;
import dev.switchboard.wire.Remarks;
import dev.switchboard.wire.StreamEncoder;
import dev.switchboard.wire.WireEvent;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the events of one stream.
 *
 * <p>One block is open at a time: what comes for another call, or any other part, while a call's
 * arguments grow waits until they are whole. Every event has its {@code event:} name; SDKs pass
 * over those that have none.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/streaming">source</a>
 */
final class EventWriter implements StreamEncoder {
  private static final int NO_CALL = -1;

  private final AnswerHead head;
  private final Remarks notes = new Remarks();
  private final BlockWriter blocks = new BlockWriter();
  private final List<StreamEvent> waiting = new ArrayList<>();
  private final StringBuilder refusal = new StringBuilder();
  private final StringBuilder counted = new StringBuilder();
  private int openCall = NO_CALL;

  EventWriter(AnswerHead head) {
    this.head = head;
  }

  @Override
  public List<WireEvent> encode(StreamEvent event) {
    List<WireEvent> out = new ArrayList<>(3);
    take(event, out);
    return out;
  }

  @Override
  public boolean marks(WireEvent passed) {
    return BlockWriter.BEGIN.equals(passed.event()) || BlockWriter.END.equals(passed.event());
  }

  @Override
  public void resume(Passed passed) {
    StreamEncoder.super.resume(passed);
    blocks.resume(passed.marks());
  }

  @Override
  public List<Note> notes() {
    return notes.list();
  }

  private void take(StreamEvent event, List<WireEvent> out) {
    if (openCall != NO_CALL && mustWait(event)) {
      waiting.add(event);
      return;
    }
    switch (event) {
      case StreamEvent.Started started -> start(started, out);
      case StreamEvent.TextDelta delta -> {
        counted.append(delta.text());
        blocks.text(delta.text(), out);
      }
      case StreamEvent.ReasoningDelta delta -> {
        counted.append(delta.text());
        blocks.thought(delta.text(), out);
      }
      case StreamEvent.ReasoningSigned signed -> blocks.sign(signed.signature(), out);
      case StreamEvent.RefusalDelta delta -> refusal.append(delta.text());
      case StreamEvent.ToolCallStarted call -> {
        counted.append(call.name());
        openCall = call.index();
        blocks.call(call, out);
      }
      case StreamEvent.ToolCallDelta delta -> {
        counted.append(delta.arguments());
        blocks.arguments(delta.arguments(), out);
      }
      case StreamEvent.ToolCallEnded _ -> endCall(out);
      case StreamEvent.Part part -> part(part.content(), out);
      case StreamEvent.Finished finished -> finish(finished, out);
      case StreamEvent.Failed failed ->
          out.add(event("error", ErrorBodies.write(failed.failure())));
    }
  }

  private boolean mustWait(StreamEvent event) {
    return switch (event) {
      case StreamEvent.ToolCallDelta delta -> delta.index() != openCall;
      case StreamEvent.ToolCallEnded end -> end.index() != openCall;
      case StreamEvent.Started _,
          StreamEvent.Finished _,
          StreamEvent.Failed _,
          StreamEvent.RefusalDelta _ ->
          false;
      case StreamEvent.TextDelta _,
          StreamEvent.ReasoningDelta _,
          StreamEvent.ReasoningSigned _,
          StreamEvent.ToolCallStarted _,
          StreamEvent.Part _ ->
          true;
    };
  }

  private void endCall(List<WireEvent> out) {
    blocks.close(out);
    openCall = NO_CALL;
    List<StreamEvent> late = List.copyOf(waiting);
    waiting.clear();
    late.forEach(event -> take(event, out));
  }

  private void start(StreamEvent.Started started, List<WireEvent> out) {
    Usage input = started.inputUsage();
    ObjectNode message = Json.object();
    message.put("id", started.id().isEmpty() ? head.id() : started.id());
    message.put("type", "message").put("role", "assistant");
    message.put(
        "model", started.reportedModel().isEmpty() ? head.model() : started.reportedModel());
    message.putArray("content");
    message.putNull("stop_reason").putNull("stop_sequence").putNull("stop_details");
    message.set(
        "usage", UsageWriter.start(input == null ? Usage.of(head.guess().input(), 0) : input));
    ObjectNode event = Json.object().put("type", "message_start");
    event.set("message", message);
    out.add(event("message_start", event));
    out.add(event("ping", Json.object().put("type", "ping")));
  }

  private void part(Content part, List<WireEvent> out) {
    if (part instanceof Content.Opaque opaque && opaque.dialect() == Dialect.ANTHROPIC_MESSAGES) {
      blocks.opaque(RequestBlocks.opaque(opaque), notes, out);
    } else {
      notes.omitted("content", MessageWriter.omission(part));
    }
  }

  private void finish(StreamEvent.Finished finished, List<WireEvent> out) {
    blocks.close(out);
    ObjectNode event = Json.object().put("type", "message_delta");
    event
        .putObject("delta")
        .put("stop_reason", StopReasons.write(finished.reason(), !refusal.isEmpty()))
        .put("stop_sequence", finished.stopSequence())
        .set("stop_details", MessageWriter.stopDetails(refusal.toString()));
    event.set("usage", UsageWriter.end(usage(finished.usage())));
    out.add(event("message_delta", event));
    out.add(event("message_stop", Json.object().put("type", "message_stop")));
  }

  private Usage usage(Usage reported) {
    if (reported.source() != Usage.Source.UNKNOWN) {
      return reported;
    }
    notes.estimated("usage", "the provider did not count the tokens");
    return Usage.of(head.guess().input(), head.guess().output(counted.toString()));
  }

  static WireEvent event(String name, ObjectNode data) {
    return new WireEvent(name, Json.text(data));
  }
}
