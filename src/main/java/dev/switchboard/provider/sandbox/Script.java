package dev.switchboard.provider.sandbox;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An answer as timed events, faults included.
 *
 * @param steps in order; the last one is an end
 */
record Script(List<Step> steps) {
  /** A word with its blanks; a long run of letters is said in pieces. */
  private static final Pattern PIECE = Pattern.compile("\\S{1,12}\\s*|\\s+");

  Script {
    steps = List.copyOf(steps);
  }

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
    List<StreamEvent> deltas = deltas(answer.parts());
    List<Step> steps = new ArrayList<>(deltas.size() + 2);
    long input = answer.usage().inputTotal();
    steps.add(
        new Step(
            Duration.ZERO,
            new StreamEvent.Started(answer.id(), answer.reportedModel(), Usage.of(input, 0))));
    boolean first = true;
    for (StreamEvent event : deltas) {
      Duration wait = first ? firstToken : isDelta(event) ? pace : Duration.ZERO;
      steps.add(new Step(wait, event));
      first = false;
    }
    steps.add(
        new Step(
            first ? firstToken : Duration.ZERO,
            new StreamEvent.Finished(
                answer.stop(), word(answer.stop()), answer.stopSequence(), answer.usage())));
    return new Script(steps);
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

  private static boolean isDelta(StreamEvent event) {
    return event instanceof StreamEvent.TextDelta
        || event instanceof StreamEvent.ReasoningDelta
        || event instanceof StreamEvent.ToolCallDelta;
  }

  private static List<StreamEvent> deltas(List<Content> parts) {
    List<StreamEvent> events = new ArrayList<>();
    int call = 0;
    for (Content part : parts) {
      switch (part) {
        case Content.Text text ->
            pieces(text.text()).forEach(piece -> events.add(new StreamEvent.TextDelta(piece)));
        case Content.Reasoning thought ->
            pieces(thought.text())
                .forEach(piece -> events.add(new StreamEvent.ReasoningDelta(piece)));
        case Content.ToolCall wanted -> {
          int index = call++;
          events.add(new StreamEvent.ToolCallStarted(index, wanted.id(), wanted.name(), null));
          pieces(wanted.arguments())
              .forEach(piece -> events.add(new StreamEvent.ToolCallDelta(index, piece)));
          events.add(new StreamEvent.ToolCallEnded(index));
        }
        default -> throw new IllegalStateException("the sandbox does not say " + part);
      }
    }
    return events;
  }

  private static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    Matcher matcher = PIECE.matcher(text);
    while (matcher.find()) {
      pieces.add(matcher.group());
    }
    return pieces;
  }
}
