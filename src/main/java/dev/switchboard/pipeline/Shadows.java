package dev.switchboard.pipeline;

import dev.switchboard.http.CancelSignal;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The copies of calls that are under way. There is no queue: what has no place now is not made, so
 * that copies delay nothing.
 */
public final class Shadows implements AutoCloseable {
  /** Of all routes together. */
  private static final int MOST = 64;

  private static final long GRACE_NANOS = Duration.ofSeconds(2).toNanos();

  private final Map<String, Integer> byRoute = new HashMap<>();
  private final Set<CancelSignal> running = new HashSet<>();
  private final AtomicLong made = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private boolean closed;

  /** How many were sent since the start. */
  public long made() {
    return made.get();
  }

  /** How many were drawn and not sent since the start. */
  public long dropped() {
    return dropped.get();
  }

  /** How many are under way. */
  public synchronized int running() {
    return running.size();
  }

  /**
   * Takes a place; {@link #ended} gives it back.
   *
   * @param signal given when the copy is to be given up
   */
  synchronized boolean begin(String route, int atOnce, CancelSignal signal) {
    int there = byRoute.getOrDefault(route, 0);
    if (closed || running.size() >= MOST || there >= atOnce) {
      dropped.incrementAndGet();
      return false;
    }
    byRoute.put(route, there + 1);
    running.add(signal);
    return true;
  }

  /**
   * Gives a place back.
   *
   * @param sent whether it was sent to a provider
   */
  synchronized void ended(String route, CancelSignal signal, boolean sent) {
    (sent ? made : dropped).incrementAndGet();
    running.remove(signal);
    byRoute.computeIfPresent(route, (_, there) -> there == 1 ? null : there - 1);
    notifyAll();
  }

  /** Gives up those under way, and makes no more. */
  @Override
  public synchronized void close() {
    closed = true;
    Set.copyOf(running).forEach(CancelSignal::cancel);
    long until = System.nanoTime() + GRACE_NANOS;
    try {
      for (long left = GRACE_NANOS;
          !running.isEmpty() && left > 0;
          left = until - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
