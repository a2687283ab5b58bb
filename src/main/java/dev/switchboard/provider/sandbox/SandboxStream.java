package dev.switchboard.provider.sandbox;

import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.provider.ChatStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** A script as it is spoken; for one thread. */
final class SandboxStream implements ChatStream {
  private final Iterator<Script.Step> steps;
  private final SandboxConfig config;
  private final Pause pause;
  private final Deque<Item> ahead = new ArrayDeque<>(2);
  private boolean begun;
  private boolean ended;

  SandboxStream(Script script, SandboxConfig config, Pause pause) {
    this.steps = script.steps().iterator();
    this.config = config;
    this.pause = pause;
  }

  /**
   * Waits for the first event that means something and keeps what came for {@link #next}.
   *
   * @throws FailureException if the stream fails before it
   */
  void awaitFirstEvent() {
    while (!begun) {
      Item item = pull().orElseThrow();
      ahead.add(item);
      StreamEvent event = item.events().getFirst();
      if (event instanceof StreamEvent.Failed(var failure)) {
        throw new FailureException(failure);
      }
      begun = !(event instanceof StreamEvent.Started);
    }
  }

  @Override
  public Optional<Item> next() {
    Item waiting = ahead.poll();
    return waiting == null ? pull() : Optional.of(waiting);
  }

  @Override
  public void close() {
    ended = true;
    ahead.clear();
  }

  private Optional<Item> pull() {
    if (ended) {
      return Optional.empty();
    }
    StreamEvent event = await(steps.next());
    ended = event instanceof StreamEvent.Finished || event instanceof StreamEvent.Failed;
    return Optional.of(new Item(List.of(event), null));
  }

  private StreamEvent await(Script.Step step) {
    try {
      if (begun) {
        pause.await(step.delay(), config.betweenEvents(), "between_events");
      } else {
        pause.await(step.delay(), config.firstEvent(), "first_event");
      }
      return step.event();
    } catch (FailureException e) {
      return new StreamEvent.Failed(e.failure());
    }
  }
}
