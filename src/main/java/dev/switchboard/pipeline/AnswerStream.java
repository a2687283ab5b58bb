package dev.switchboard.pipeline;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.ResponseAccumulator;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.Usage;
import dev.switchboard.provider.ChatStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A provider's stream with its attempt's span bound to its end, early ends included. */
public final class AnswerStream implements ChatStream {
  private final ChatStream upstream;
  private final AttemptLog log;
  private final UsageEstimate estimate;
  private final Consumer<List<Content>> atEnd;
  private final ResponseAccumulator accumulator = new ResponseAccumulator();
  private @Nullable Failure failure;
  private boolean ended;

  /**
   * @param atEnd takes the whole answer before its last event goes on
   */
  AnswerStream(
      ChatStream upstream, AttemptLog log, UsageEstimate estimate, Consumer<List<Content>> atEnd) {
    this.atEnd = atEnd;
    this.upstream = upstream;
    this.log = log;
    this.estimate = estimate;
  }

  @Override
  public Optional<Item> next() {
    Optional<Item> item = upstream.next();
    if (item.isPresent()) {
      for (StreamEvent event : item.get().events()) {
        observe(event);
      }
    }
    return item;
  }

  /** What has come so far. */
  public ResponseAccumulator accumulated() {
    return accumulator;
  }

  /** How the stream broke off; empty while it runs and when it ended well. */
  public Optional<Failure> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public void close() {
    upstream.close();
    if (!ended) {
      ended = true;
      log.failed(new Failure.CallerGone("the stream was closed before its end"), partUsage());
    }
  }

  private void observe(StreamEvent event) {
    accumulator.accept(event);
    switch (event) {
      case StreamEvent.Started started -> {
        log.firstEvent();
        log.reportedModel(started.reportedModel());
      }
      case StreamEvent.Finished _ -> {
        ended = true;
        log.succeeded(estimate.ofWhole(accumulator.usage(), accumulator.content()));
        atEnd.accept(accumulator.content());
      }
      case StreamEvent.Failed failed -> {
        ended = true;
        failure = failed.failure();
        log.failed(failed.failure(), partUsage());
      }
      case StreamEvent.TextDelta _,
          StreamEvent.ReasoningDelta _,
          StreamEvent.ReasoningSigned _,
          StreamEvent.ToolCallStarted _,
          StreamEvent.ToolCallDelta _,
          StreamEvent.ToolCallEnded _,
          StreamEvent.RefusalDelta _,
          StreamEvent.Part _ ->
          log.firstEvent();
    }
  }

  private Usage partUsage() {
    return estimate.ofPart(accumulator.usage(), accumulator.content());
  }
}
