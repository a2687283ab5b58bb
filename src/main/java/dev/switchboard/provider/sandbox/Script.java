package dev.switchboard.provider.sandbox;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An answer as timed events, faults included.
 *
 * @param steps in order, never changed; the last one is an end
 */
record Script(List<Step> steps) {

  /**
   * One event.
   *
   * @param delay before it
   */
  record Step(Duration delay, StreamEvent event) {}

  /**
   * Times an answer.
   *
   * @param firstToken wait before the first delta
   * @param pace wait before each other delta
   */
  static Script of(Answer answer, Duration firstToken, Duration pace) {
    Usage begun = Usage.of(answer.usage().inputTotal(), 0);
    List<List<StreamEvent>> runs = new ArrayList<>();
    runs.add(List.of(new StreamEvent.Started(answer.id(), answer.reportedModel(), begun)));
    runs.addAll(said(answer.parts()));
    runs.add(
        List.of(
            new StreamEvent.Finished(
                answer.stop(), word(answer.stop()), answer.stopSequence(), answer.usage())));
    return new Script(new Timed(runs, firstToken, pace));
  }

  /**
   * The beginning of this script with another end.
   *
   * @param after how many deltas come before it; null for half of them
   */
  Script cut(@Nullable Integer after, Step end) {
    int kept = after == null ? (deltaCount() + 1) / 2 : after;
    List<Step> steps = new ArrayList<>();
    for (Step step : steps()) {
      boolean delta = isDelta(step.event());
      boolean started = step.event() instanceof StreamEvent.Started;
      if (step.event() instanceof StreamEvent.Finished || (kept == 0 && !started)) {
        break;
      }
      kept -= delta ? 1 : 0;
      steps.add(step);
    }
    steps.add(end);
    return new Script(steps);
  }

  /** How many deltas there are up to the first of a tool call's arguments; empty without one. */
  Optional<Integer> firstOfCall() {
    int deltas = 0;
    for (Step step : steps) {
      deltas += isDelta(step.event()) ? 1 : 0;
      if (step.event() instanceof StreamEvent.ToolCallDelta) {
        return Optional.of(deltas);
      }
    }
    return Optional.empty();
  }

  /** The same with that wait before each delta. */
  Script every(Duration pace) {
    return new Script(
        steps.stream()
            .map(step -> isDelta(step.event()) ? new Step(pace, step.event()) : step)
            .toList());
  }

  /** The same with that wait before its end. */
  Script late(Duration wait) {
    List<Step> all = new ArrayList<>(steps);
    all.add(new Step(wait, all.removeLast().event()));
    return new Script(all);
  }

  /** Calls that the events so far leave open, smallest index first. */
  List<Integer> openCalls() {
    List<Integer> open = new ArrayList<>();
    for (Step step : steps) {
      switch (step.event()) {
        case StreamEvent.ToolCallStarted call -> open.add(call.index());
        case StreamEvent.ToolCallEnded call -> open.remove(Integer.valueOf(call.index()));
        default -> {}
      }
    }
    return open;
  }

  /** The provider's word for a reason. */
  static String word(StopReason reason) {
    return switch (reason) {
      case END -> "stop";
      case STOP_SEQUENCE -> "stop_sequence";
      case MAX_TOKENS -> "length";
      case TOOL_CALLS -> "tool_calls";
      case CONTENT_FILTER -> "content_filter";
      case CONTEXT_FULL, REFUSAL, PAUSED, MALFORMED_TOOL_CALL ->
          throw new IllegalStateException("the sandbox does not end by " + reason);
    };
  }

  private int deltaCount() {
    return (int) steps.stream().filter(step -> isDelta(step.event())).count();
  }

  static boolean isDelta(StreamEvent event) {
    return event instanceof StreamEvent.TextDelta
        || event instanceof StreamEvent.ReasoningDelta
        || event instanceof StreamEvent.ToolCallDelta;
  }

  private static List<List<StreamEvent>> said(List<Content> parts) {
    List<List<StreamEvent>> runs = new ArrayList<>();
    int call = 0;
    for (Content part : parts) {
      switch (part) {
        case Content.Text text -> runs.add(new Spoken(text.text(), StreamEvent.TextDelta::new));
        case Content.Reasoning thought ->
            runs.add(new Spoken(thought.text(), StreamEvent.ReasoningDelta::new));
        case Content.ToolCall wanted -> {
          int index = call++;
          runs.add(
              List.of(new StreamEvent.ToolCallStarted(index, wanted.id(), wanted.name(), null)));
          runs.add(
              new Spoken(wanted.arguments(), piece -> new StreamEvent.ToolCallDelta(index, piece)));
          runs.add(List.of(new StreamEvent.ToolCallEnded(index)));
        }
        default -> throw new IllegalStateException("the sandbox does not say " + part);
      }
    }
    return runs;
  }
}
