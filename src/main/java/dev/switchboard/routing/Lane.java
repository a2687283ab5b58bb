package dev.switchboard.routing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The calls that run at one target, and the queue of those that wait, first come, first served. */
final class Lane {
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Deque<Waiter> queue = new ArrayDeque<>();
  private ResilienceRules.@Nullable LaneRules rules;
  private int running;

  Lane(ResilienceRules.@Nullable LaneRules rules) {
    this.rules = rules;
  }

  private static final class Waiter {
    private final Thread thread = Thread.currentThread();
    private boolean admitted;
  }

  synchronized void rules(ResilienceRules.@Nullable LaneRules next) {
    rules = next;
    admit();
  }

  /** Whether nobody waits and more than half of the places are free. */
  synchronized boolean isAtEase() {
    return queue.isEmpty() && (rules == null || running < rules.calls() / 2);
  }

  synchronized int running() {
    return running;
  }

  synchronized int waiting() {
    return queue.size();
  }

  /**
   * Waits for a place.
   *
   * @param pointless whether it is no use to wait any longer
   * @return whether there is one; then {@link #leave} gives it back
   */
  boolean enter(BooleanSupplier pointless) {
    Waiter waiter;
    long until;
    synchronized (this) {
      ResilienceRules.LaneRules now = rules;
      if (now == null || (running < now.calls() && queue.isEmpty())) {
        running++;
        return true;
      }
      if (queue.size() >= now.queue()) {
        return false;
      }
      waiter = new Waiter();
      queue.add(waiter);
      until = System.nanoTime() + now.longestWait().toNanos();
    }
    while (true) {
      long left = until - System.nanoTime();
      boolean over =
          left <= 0 || Thread.currentThread().isInterrupted() || pointless.getAsBoolean();
      synchronized (this) {
        if (waiter.admitted) {
          return true;
        }
        if (over) {
          queue.remove(waiter);
          return false;
        }
      }
      LockSupport.parkNanos(this, Math.min(left, STEP_NANOS));
    }
  }

  synchronized void leave() {
    running--;
    admit();
  }

  private void admit() {
    while (!queue.isEmpty() && (rules == null || running < rules.calls())) {
      Waiter next = queue.remove();
      next.admitted = true;
      running++;
      LockSupport.unpark(next.thread);
    }
  }
}
