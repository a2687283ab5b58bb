package dev.switchboard.ir;

import java.util.HashSet;
import java.util.Set;

/** Holds a stream of events to the grammar of {@link StreamEvent}; one instance per stream. */
public final class StreamGrammar {
  private boolean started;
  private boolean ended;
  private int nextToolCall;
  private final Set<Integer> openToolCalls = new HashSet<>();

  /**
   * Takes the next event.
   *
   * @throws IllegalStateException if the grammar does not allow it here
   */
  public void accept(StreamEvent event) {
    require(!ended, "after the end", event);
    require(
        started || event instanceof StreamEvent.Started || event instanceof StreamEvent.Failed,
        "before the start",
        event);
    switch (event) {
      case StreamEvent.Started _ -> {
        require(!started, "twice", event);
        started = true;
      }
      case StreamEvent.ToolCallStarted call -> {
        require(call.index() == nextToolCall, "with index other than " + nextToolCall, event);
        nextToolCall++;
        openToolCalls.add(call.index());
      }
      case StreamEvent.ToolCallDelta delta ->
          require(openToolCalls.contains(delta.index()), "for a call that is not open", event);
      case StreamEvent.ToolCallEnded end ->
          require(openToolCalls.remove(end.index()), "for a call that is not open", event);
      case StreamEvent.Finished _ -> {
        require(openToolCalls.isEmpty(), "while a tool call is open", event);
        ended = true;
      }
      case StreamEvent.Failed _ -> ended = true;
      case StreamEvent.TextDelta _,
          StreamEvent.ReasoningDelta _,
          StreamEvent.ReasoningSigned _,
          StreamEvent.RefusalDelta _,
          StreamEvent.Part _ -> {}
    }
  }

  /** Whether the stream has had its end. */
  public boolean ended() {
    return ended;
  }

  private static void require(boolean condition, String where, StreamEvent event) {
    if (!condition) {
      throw new IllegalStateException(event.getClass().getSimpleName() + " " + where);
    }
  }
}
