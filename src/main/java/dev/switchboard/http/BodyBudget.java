package dev.switchboard.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of request bodies that a server holds for all its callers together, up to a bound. A
 * body that grows is for a moment held twice, which is not counted.
 */
final class BodyBudget {
  private final long most;
  private final AtomicLong held = new AtomicLong();

  /**
   * @param most in bytes
   */
  BodyBudget(long most) {
    this.most = most;
  }

  long held() {
    return held.get();
  }

  /** One body's part. Taken by an event loop, given back by whoever is done with the body last. */
  final class Part {
    private long bytes;
    private boolean closed;

    /** Changes the part to so many bytes; false, and nothing changed, when there is no room. */
    synchronized boolean resize(long wanted) {
      if (closed) {
        return false;
      }
      long more = wanted - bytes;
      if (held.addAndGet(more) > most && more > 0) {
        held.addAndGet(-more);
        return false;
      }
      bytes = wanted;
      return true;
    }

    /** Gives everything back, for good. */
    synchronized void close() {
      if (!closed) {
        closed = true;
        held.addAndGet(-bytes);
      }
    }
  }
}
