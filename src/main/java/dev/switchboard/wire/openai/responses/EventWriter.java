package dev.switchboard.wire.openai.responses;

import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import dev.switchboard.wire.AnswerHead;
import dev.switchboard.wire.Passed;
import dev.switchboard.wire.StreamEncoder;
import dev.switchboard.wire.WireBody;
import dev.switchboard.wire.WireEvent;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the events of one answer; a whole answer is what its last event holds.
 *
 * <p>Each event has its name, its {@code type} and the next {@code sequence_number}. A failure is
 * told as {@code response.failed}, which clients wait for.
 */
final class EventWriter implements StreamEncoder {
  private final EventSink events;
  private final ResponseObject response;
  private final OutputItems items;

  EventWriter(AnswerHead head, ResponseCall call) {
    this(head, call, false);
  }

  private EventWriter(AnswerHead head, ResponseCall call, boolean silent) {
    this.events = new EventSink(silent);
    this.response = new ResponseObject(head, call);
    this.items = new OutputItems(events, call.names(), head.id());
  }

  /** Writes a whole answer. */
  static WireBody whole(ChatResponse answer, AnswerHead head, ResponseCall call) {
    EventWriter writer = new EventWriter(head, call, true);
    writer.response.reportedModel(answer.reportedModel());
    List<Content> content = answer.content();
    content.forEach(writer.items::part);
    ObjectNode whole =
        writer.end(Ending.of(answer.stopReason(), writer.items.refused()), answer.usage());
    return new WireBody(Json.write(whole), writer.items.notes());
  }

  @Override
  public List<WireEvent> encode(StreamEvent event) {
    switch (event) {
      case StreamEvent.Started started -> start(started);
      case StreamEvent.TextDelta delta -> items.text(delta.text());
      case StreamEvent.ReasoningDelta delta -> items.reasoning(delta.text());
      case StreamEvent.ReasoningSigned signed -> items.signed(signed.signature(), null);
      case StreamEvent.ToolCallStarted call ->
          items.startCall(call.index(), call.id(), call.name(), call.signature());
      case StreamEvent.ToolCallDelta delta -> items.growCall(delta.index(), delta.arguments());
      case StreamEvent.ToolCallEnded end -> items.endCall(end.index());
      case StreamEvent.RefusalDelta delta -> items.refusal(delta.text());
      case StreamEvent.Part part -> items.part(part.content());
      case StreamEvent.Finished finished ->
          tell(end(Ending.of(finished.reason(), items.refused()), finished.usage()));
      case StreamEvent.Failed failed -> {
        items.breakOff();
        tell(response.ended(Ending.of(failed.failure()), items.items(), Usage.UNKNOWN));
      }
    }
    return events.take();
  }

  @Override
  public boolean marks(WireEvent passed) {
    return PassedItems.marks(passed);
  }

  @Override
  public void resume(Passed passed) {
    PassedItems before = PassedItems.of(passed);
    events.goOnAt(passed.count());
    response.resume(before.response());
    items.resume(before);
  }

  private void start(StreamEvent.Started started) {
    response.reportedModel(started.reportedModel());
    for (String type : List.of("response.created", "response.in_progress")) {
      ObjectNode event = events.event(type);
      event.set("response", response.begun("in_progress"));
      events.add(event);
    }
  }

  private ObjectNode end(Ending ending, @Nullable Usage usage) {
    items.closeText(ending.ofOpenItem());
    return response.ended(ending, items.items(), Objects.requireNonNullElse(usage, Usage.UNKNOWN));
  }

  private void tell(ObjectNode ended) {
    ObjectNode event = events.event("response." + ended.path("status").asString());
    event.set("response", ended);
    events.add(event);
  }
}
