package dev.switchboard.pipeline;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.ResponseAccumulator;
import dev.switchboard.ir.StreamEvent;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** What a stream has said so far. Used by one thread. */
final class Told {
  private final ResponseAccumulator accumulator = new ResponseAccumulator();
  private final BitSet endedCalls = new BitSet();

  /**
   * A tool call of the answer.
   *
   * @param call with its arguments as far as they came
   * @param ended whether they are whole
   */
  record Call(int index, Content.ToolCall call, boolean ended) {
    String name() {
      return call.name();
    }

    String arguments() {
      return call.arguments();
    }
  }

  void accept(StreamEvent event) {
    accumulator.accept(event);
    if (event instanceof StreamEvent.ToolCallEnded end) {
      endedCalls.set(end.index());
    }
  }

  ResponseAccumulator accumulator() {
    return accumulator;
  }

  /** All visible text. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (Content part : accumulator.content()) {
      if (part instanceof Content.Text said) {
        text.append(said.text());
      }
    }
    return text.toString();
  }

  List<Call> calls() {
    List<Call> calls = new ArrayList<>();
    for (Content part : accumulator.content()) {
      if (part instanceof Content.ToolCall call) {
        calls.add(new Call(calls.size(), call, endedCalls.get(calls.size())));
      }
    }
    return calls;
  }

  /** Whether a token of a provider about its reasoning is among it. */
  boolean isSigned() {
    return accumulator.content().stream()
        .anyMatch(part ->
            (part instanceof Content.Reasoning thought && thought.signature() != null)
                || (part instanceof Content.ToolCall call && call.signature() != null));
  }

  /** Whether it is made of texts, thoughts and calls alone: what another model can go on with. */
  boolean canBeContinued() {
    return accumulator.content().stream()
        .allMatch(part ->
            part instanceof Content.Text
                || part instanceof Content.Reasoning
                || part instanceof Content.ToolCall);
  }

  /** Whether there is anything, a thought at least. */
  boolean isEmpty() {
    return accumulator.content().isEmpty();
  }

  /** The shortest stream that says the same; it has no end. */
  List<StreamEvent> events() {
    List<StreamEvent> events = new ArrayList<>();
    events.add(
        new StreamEvent.Started(
            accumulator.id(), accumulator.reportedModel(), accumulator.usage()));
    int calls = 0;
    for (Content part : accumulator.content()) {
      switch (part) {
        case Content.Text text -> events.add(new StreamEvent.TextDelta(text.text()));
        case Content.Refusal refusal -> events.add(new StreamEvent.RefusalDelta(refusal.text()));
        case Content.Reasoning thought -> {
          if (!thought.text().isEmpty()) {
            events.add(new StreamEvent.ReasoningDelta(thought.text()));
          }
          if (thought.signature() != null) {
            events.add(new StreamEvent.ReasoningSigned(thought.signature()));
          }
        }
        case Content.ToolCall call -> {
          int index = calls++;
          events.add(
              new StreamEvent.ToolCallStarted(index, call.id(), call.name(), call.signature()));
          if (!call.arguments().isEmpty()) {
            events.add(new StreamEvent.ToolCallDelta(index, call.arguments()));
          }
          if (endedCalls.get(index)) {
            events.add(new StreamEvent.ToolCallEnded(index));
          }
        }
        case Content.Image _,
            Content.Audio _,
            Content.Video _,
            Content.Document _,
            Content.ToolResult _,
            Content.CachePoint _,
            Content.Opaque _ ->
            events.add(new StreamEvent.Part(part));
      }
    }
    return events;
  }

  /** The same, to go on with. */
  Told copy() {
    Told copy = new Told();
    events().forEach(copy::accept);
    return copy;
  }
}
