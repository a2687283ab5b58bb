package dev.switchboard.realtime;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.RealtimeEvent;
import dev.switchboard.provider.RealtimeLink;
import dev.switchboard.provider.RealtimeListener;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a session that a provider holds and its caller. Each response is one of {@link
 * RelayedCalls}, on record before its end is told; one that may not be ends the session.
 */
final class Relay implements RealtimeListener {
  private static final long LAST_WORDS_SECONDS = 5;

  private final RelayedCalls calls;
  private final RealtimeListener caller;
  private final Surroundings around;
  private final CountDownLatch ended = new CountDownLatch(1);

  /** Held while the caller is told something, so that nothing follows the end. */
  private final ReentrantLock telling = new ReentrantLock();

  private boolean over;

  /**
   * What a relay says of its session.
   *
   * @param fatal told of a failure after which no turn can succeed
   * @param active told that something was said
   */
  record Surroundings(Consumer<Failure> fatal, Runnable active) {}

  /** Listens for a caller. */
  Relay(RelayedCalls calls, RealtimeListener caller, Surroundings around) {
    this.calls = calls;
    this.caller = caller;
    this.around = around;
  }

  /** The session is open: the caller's end of it. */
  RealtimeLink opened(RealtimeLink link) {
    calls.opened(link.passes());
    return new RelayLink(calls, link);
  }

  RelayedCalls calls() {
    return calls;
  }

  @Override
  public void on(RealtimeEvent event) {
    around.active().run();
    Failure refused = calls.count(event);
    tell(event, () -> caller.on(event));
    if (event instanceof RealtimeEvent.Ended) {
      ended.countDown();
    }
    if (refused != null) {
      around.fatal().accept(refused);
    }
  }

  @Override
  public void passed(String frame, List<RealtimeEvent> meaning) {
    around.active().run();
    Failure refused = null;
    for (RealtimeEvent event : meaning) {
      Failure one = calls.count(event);
      refused = refused == null ? one : refused;
    }
    tell(null, () -> caller.passed(frame, meaning));
    if (refused != null) {
      around.fatal().accept(refused);
    }
  }

  /** Tells the caller something that is not the provider's. */
  void tell(RealtimeEvent event) {
    tell(event, () -> caller.on(event));
  }

  private void tell(@Nullable RealtimeEvent event, Runnable said) {
    telling.lock();
    try {
      if (!over) {
        over = event instanceof RealtimeEvent.Ended;
        said.run();
      }
    } finally {
      telling.unlock();
    }
  }

  /** Waits until the provider says no more, for some seconds at most. */
  void awaitEnd() throws InterruptedException {
    var _ = ended.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
  }
}
