package dev.switchboard.journal;

import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The end of the log, and the readers that wait for it to move. Moving it costs one volatile write
 * and one volatile read while nobody waits.
 */
final class Tail {

  private final CopyOnWriteArrayList<Waiter> waiting = new CopyOnWriteArrayList<>();
  private volatile long end;
  private volatile boolean closed;

  private record Waiter(Thread thread, AtomicBoolean woken) {}

  Tail(long end) {
    this.end = end;
  }

  /** Where the next record will go. */
  long end() {
    return end;
  }

  /** Moves the end; under the append lock. */
  void moveTo(long newEnd) {
    end = newEnd;
  }

  /** Wakes those who wait, each once. */
  void wake() {
    if (!waiting.isEmpty()) {
      for (Waiter waiter : waiting) {
        if (!waiter.woken.get() && waiter.woken.compareAndSet(false, true)) {
          LockSupport.unpark(waiter.thread);
        }
      }
    }
  }

  /** Says that the log takes no more. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Waits until the end is past a position, somebody wakes those who wait, or time is up.
   *
   * @param stopped checked once more before waiting; who makes it true calls {@link #wake}
   */
  void await(long position, long nanos, BooleanSupplier stopped) throws InterruptedException {
    Waiter waiter = new Waiter(Thread.currentThread(), new AtomicBoolean());
    waiting.add(waiter);
    try {
      long deadline = System.nanoTime() + nanos;
      long left = nanos;
      while (end <= position && !stopped.getAsBoolean() && !waiter.woken.get() && left > 0) {
        LockSupport.parkNanos(this, left);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        left = deadline - System.nanoTime();
      }
    } finally {
      waiting.remove(waiter);
    }
  }
}
