package dev.switchboard.pipeline;

import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.Usage;
import dev.switchboard.provider.ChatStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The rest of an answer, as another attempt says it. */
final class Continuation implements ChatStream {
  private final AttemptStream source;
  private final Splice splice;
  private final Usage before;
  private final Deque<Item> ahead = new ArrayDeque<>();

  /**
   * @param before what the attempts used whose answer this goes on with
   */
  Continuation(AttemptStream source, Splice splice, Usage before) {
    this.source = source;
    this.splice = splice;
    this.before = before;
  }

  /**
   * Waits for the first thing that can be told.
   *
   * @throws FailureException if the attempt fails before, or contradicts what was delivered; it is
   *     over then
   */
  void prime() {
    while (ahead.isEmpty()) {
      Optional<Item> item = pull();
      if (item.isEmpty()) {
        throw new IllegalStateException("a stream without an end");
      }
      Optional<StreamEvent.Failed> failed = AttemptStream.failed(item.get());
      if (failed.isPresent()) {
        throw new FailureException(failed.get().failure());
      }
      if (!item.get().events().isEmpty()) {
        ahead.add(item.get());
      }
    }
  }

  @Override
  public Optional<Item> next() {
    Item waiting = ahead.poll();
    return waiting == null ? pull() : Optional.of(waiting);
  }

  private Optional<Item> pull() {
    Optional<Item> item = source.next();
    if (item.isEmpty()) {
      return item;
    }
    List<StreamEvent> events = new ArrayList<>();
    try {
      for (StreamEvent event : item.get().events()) {
        switch (event) {
          case StreamEvent.Finished end -> events.addAll(splice.finish(whole(end)));
          case StreamEvent.Failed _ -> events.add(event);
          default -> events.addAll(splice.take(event));
        }
      }
    } catch (FailureException e) {
      source.reject(e.failure());
      throw e;
    }
    return Optional.of(new Item(events, null));
  }

  /** The end, with what all attempts at the answer used. */
  private StreamEvent.Finished whole(StreamEvent.Finished end) {
    return new StreamEvent.Finished(
        end.reason(),
        end.rawReason(),
        end.stopSequence(),
        before.plus(source.usage()).asEstimate());
  }

  @Override
  public void close() {
    source.close();
  }
}
