package dev.switchboard.provider;

import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.WorkEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** A stream whose first event has come. */
final class Primed implements WorkStream {
  private final WorkStream stream;
  private final Deque<Item> ahead = new ArrayDeque<>(2);

  private Primed(WorkStream stream) {
    this.stream = stream;
  }

  /**
   * Waits for the first event and keeps it for {@link #next}.
   *
   * @throws FailureException if the stream fails before it; it is closed then
   */
  static WorkStream of(WorkStream stream) {
    Primed primed = new Primed(stream);
    while (true) {
      Optional<Item> item = stream.next();
      if (item.isEmpty()) {
        return primed;
      }
      primed.ahead.add(item.get());
      if (!item.get().events().isEmpty()) {
        if (item.get().events().getFirst() instanceof WorkEvent.Failed failed) {
          stream.close();
          throw new FailureException(failed.failure());
        }
        return primed;
      }
    }
  }

  @Override
  public String mimeType() {
    return stream.mimeType();
  }

  @Override
  public Optional<Item> next() {
    Item waiting = ahead.poll();
    return waiting == null ? stream.next() : Optional.of(waiting);
  }

  @Override
  public void close() {
    stream.close();
  }
}
