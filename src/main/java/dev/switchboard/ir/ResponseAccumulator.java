package dev.switchboard.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Collects the events of one stream into the answer they add up to.
 *
 * <p>Not safe for use by several threads.
 */
public final class ResponseAccumulator {
  private final List<Content> content = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private final StringBuilder refusal = new StringBuilder();
  private final List<Integer> callPositions = new ArrayList<>();
  private final List<StringBuilder> callArguments = new ArrayList<>();
  private String id = "";
  private String reportedModel = "";
  private Usage inputUsage = Usage.UNKNOWN;
  private StreamEvent.@Nullable Finished finished;

  /**
   * The answer that a whole stream adds up to; empty without an end.
   *
   * @throws FailureException for a stream that failed
   */
  public static Optional<ChatResponse> of(Iterable<StreamEvent> events) {
    ResponseAccumulator answer = new ResponseAccumulator();
    for (StreamEvent event : events) {
      if (event instanceof StreamEvent.Failed failed) {
        throw new FailureException(failed.failure());
      }
      answer.accept(event);
    }
    return answer.response();
  }

  /** Takes the next event; events after the end are a programmer's mistake. */
  public void accept(StreamEvent event) {
    switch (event) {
      case StreamEvent.Started started -> {
        id = started.id();
        reportedModel = started.reportedModel();
        if (started.inputUsage() != null) {
          inputUsage = started.inputUsage();
        }
      }
      case StreamEvent.TextDelta delta -> {
        flushExcept(text);
        text.append(delta.text());
      }
      case StreamEvent.ReasoningDelta delta -> {
        flushExcept(reasoning);
        reasoning.append(delta.text());
      }
      case StreamEvent.ReasoningSigned signed -> {
        flushExcept(reasoning);
        content.add(new Content.Reasoning(take(reasoning), signed.signature()));
      }
      case StreamEvent.RefusalDelta delta -> {
        flushExcept(refusal);
        refusal.append(delta.text());
      }
      case StreamEvent.ToolCallStarted call -> {
        flush();
        callPositions.add(content.size());
        callArguments.add(new StringBuilder());
        content.add(new Content.ToolCall(call.id(), call.name(), "", call.signature()));
      }
      case StreamEvent.ToolCallDelta delta ->
          callArguments.get(delta.index()).append(delta.arguments());
      case StreamEvent.ToolCallEnded _ -> {}
      case StreamEvent.Part part -> {
        flush();
        content.add(part.content());
      }
      case StreamEvent.Finished end -> finished = end;
      case StreamEvent.Failed _ -> {}
    }
  }

  /** The parts so far, in order. */
  public List<Content> content() {
    List<Content> parts = new ArrayList<>(content);
    for (int call = 0; call < callPositions.size(); call++) {
      int position = callPositions.get(call);
      Content.ToolCall started = (Content.ToolCall) parts.get(position);
      parts.set(
          position,
          new Content.ToolCall(
              started.id(),
              started.name(),
              callArguments.get(call).toString(),
              started.signature()));
    }
    if (!reasoning.isEmpty()) {
      parts.add(new Content.Reasoning(reasoning.toString(), null));
    }
    if (!text.isEmpty()) {
      parts.add(new Content.Text(text.toString()));
    }
    if (!refusal.isEmpty()) {
      parts.add(new Content.Refusal(refusal.toString()));
    }
    return List.copyOf(parts);
  }

  /** The provider's id of the answer; empty before the start. */
  public String id() {
    return id;
  }

  /** The model that the provider says answers; empty before the start. */
  public String reportedModel() {
    return reportedModel;
  }

  /** What is known of the usage so far. */
  public Usage usage() {
    return finished == null ? inputUsage : finished.usage();
  }

  /** The whole answer; empty before {@link StreamEvent.Finished}. */
  public Optional<ChatResponse> response() {
    if (finished == null) {
      return Optional.empty();
    }
    return Optional.of(
        new ChatResponse(
            id,
            reportedModel,
            content(),
            finished.reason(),
            finished.rawReason(),
            finished.stopSequence(),
            finished.usage()));
  }

  private void flush() {
    flushExcept(null);
  }

  private void flushExcept(@Nullable StringBuilder growing) {
    if (growing != reasoning && !reasoning.isEmpty()) {
      content.add(new Content.Reasoning(take(reasoning), null));
    }
    if (growing != text && !text.isEmpty()) {
      content.add(new Content.Text(take(text)));
    }
    if (growing != refusal && !refusal.isEmpty()) {
      content.add(new Content.Refusal(take(refusal)));
    }
  }

  private static String take(StringBuilder builder) {
    String taken = builder.toString();
    builder.setLength(0);
    return taken;
  }
}
