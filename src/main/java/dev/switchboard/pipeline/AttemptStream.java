package dev.switchboard.pipeline;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.Usage;
import dev.switchboard.provider.ChatStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A provider's stream with its attempt's span bound to its end, early ends included. */
final class AttemptStream implements ChatStream {
  private final ChatStream upstream;
  private final AttemptLog log;
  private final UsageEstimate estimate;
  private final Consumer<List<Content>> atEnd;
  private final Told told = new Told();
  private List<StreamEvent> passedOn = List.of();
  private Usage usage = Usage.NONE;
  private boolean passing;
  private boolean ended;

  /**
   * @param atEnd takes the whole answer before its last event goes on
   */
  AttemptStream(
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
      noteLane(item.get());
      for (StreamEvent event : item.get().events()) {
        observe(event);
      }
    }
    return item;
  }

  /** Keeps what the caller has in the provider's own bytes when the first words of ours follow. */
  private void noteLane(Item item) {
    Optional<StreamEvent.Failed> failed = failed(item);
    if (failed.isPresent() && failed.get().failure() instanceof Failure.Overloaded) {
      // Nobody goes on with it, and to keep it once more is what there is no memory for.
      return;
    }
    boolean ours = item.raw() == null || failed.isPresent();
    if (!ours) {
      passing = true;
    } else if (passing && !item.events().isEmpty()) {
      passing = false;
      passedOn = told.events();
    }
  }

  /** How an item breaks the stream off, if it does. */
  static Optional<StreamEvent.Failed> failed(Item item) {
    for (StreamEvent event : item.events()) {
      if (event instanceof StreamEvent.Failed failed) {
        return Optional.of(failed);
      }
    }
    return Optional.empty();
  }

  /** What has come so far. */
  Told told() {
    return told;
  }

  /** What the caller was given as it came, before an event that had to be ours. */
  List<StreamEvent> passedOn() {
    return passedOn;
  }

  /** What the attempt used, when it is over. */
  Usage usage() {
    return usage;
  }

  /** Ends it because of what it said. */
  void reject(Failure why) {
    upstream.close();
    end(why);
  }

  @Override
  public void close() {
    upstream.close();
    end(new Failure.CallerGone("the stream was closed before its end"));
  }

  private void end(Failure failure) {
    if (!ended) {
      ended = true;
      usage = estimate.ofPart(failure, told.accumulator().usage(), told.accumulator().content());
      log.failed(failure, usage);
    }
  }

  private void observe(StreamEvent event) {
    told.accept(event);
    switch (event) {
      case StreamEvent.Started started -> {
        log.firstEvent();
        log.reportedModel(started.reportedModel());
      }
      case StreamEvent.Finished _ -> {
        ended = true;
        List<Content> content = told.accumulator().content();
        usage = estimate.ofWhole(told.accumulator().usage(), content);
        log.succeeded(usage);
        atEnd.accept(content);
      }
      case StreamEvent.Failed failed -> end(failed.failure());
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
}
