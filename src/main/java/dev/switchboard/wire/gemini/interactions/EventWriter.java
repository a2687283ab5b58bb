package dev.switchboard.wire.gemini.interactions;

import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.json.Json;
import dev.switchboard.wire.AnswerHead;
import dev.switchboard.wire.StreamEncoder;
import dev.switchboard.wire.WireBody;
import dev.switchboard.wire.WireEvent;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the events of one answer; a whole answer is what its last event holds.
 *
 * <p>Each event has its name, its {@code event_type} and the next {@code event_id}. A failure is
 * the event {@code error}, after which nothing comes.
 *
 * <p>Not safe for use by several threads.
 */
final class EventWriter implements StreamEncoder {
  private final EventSink events = new EventSink();
  private final InteractionObject interaction;
  private final StepWriter steps;

  EventWriter(AnswerHead head, InteractionCall call) {
    this.interaction = new InteractionObject(head, call);
    this.steps = new StepWriter(events, call.showsThoughts());
  }

  /** Writes a whole answer. */
  static WireBody whole(ChatResponse answer, AnswerHead head, InteractionCall call) {
    EventWriter writer = new EventWriter(head, call);
    writer.interaction.reportedModel(answer.reportedModel());
    answer.content().forEach(writer.steps::part);
    writer.steps.close();
    ObjectNode whole =
        writer.interaction.ended(
            answer.stopReason(), writer.steps.calls(), writer.steps.steps(), answer.usage());
    return new WireBody(Json.write(whole), writer.steps.notes());
  }

  @Override
  public List<WireEvent> encode(StreamEvent event) {
    switch (event) {
      case StreamEvent.Started started -> {
        interaction.reportedModel(started.reportedModel());
        events.interaction("interaction.created", interaction.begun());
      }
      case StreamEvent.TextDelta delta -> steps.text(delta.text());
      case StreamEvent.RefusalDelta delta -> steps.text(delta.text());
      case StreamEvent.ReasoningDelta delta -> steps.think(delta.text());
      case StreamEvent.ReasoningSigned signed -> steps.sign(signed.signature());
      case StreamEvent.ToolCallStarted call ->
          steps.startCall(call.index(), call.id(), call.name(), call.signature());
      case StreamEvent.ToolCallDelta delta -> steps.growCall(delta.index(), delta.arguments());
      case StreamEvent.ToolCallEnded end -> steps.endCall(end.index());
      case StreamEvent.Part part -> steps.part(part.content());
      case StreamEvent.Finished finished -> {
        steps.close();
        events.interaction(
            "interaction.completed",
            interaction.ended(finished.reason(), steps.calls(), steps.steps(), finished.usage()));
      }
      case StreamEvent.Failed failed -> events.failed(failed.failure());
    }
    return events.take();
  }

  @Override
  public List<Note> notes() {
    return steps.notes();
  }
}
