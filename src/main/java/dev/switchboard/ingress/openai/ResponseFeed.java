package dev.switchboard.ingress.openai;

import dev.switchboard.wire.WireEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The events of a response that runs in the background, for as many listeners as there are. */
final class ResponseFeed {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<WireEvent> events = new ArrayList<>();
  private boolean ended;

  void add(WireEvent event) {
    lock.lock();
    try {
      events.add(event);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more will come. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean ended() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for events.
   *
   * @param from the place of the first one wanted
   * @return empty when none came in that time, or none will
   */
  List<WireEvent> await(int from, Duration patience) {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (events.size() <= from && !ended && left > 0) {
        left = changed.awaitNanos(left);
      }
      return events.size() <= from ? List.of() : List.copyOf(events.subList(from, events.size()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  /** How long {@link #await} is a wait at most: no constant of the caller's is a better one. */
  static Duration patience() {
    return Duration.ofNanos(TimeUnit.SECONDS.toNanos(15));
  }
}
