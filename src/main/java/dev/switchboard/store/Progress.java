package dev.switchboard.store;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How far a journal is applied, and who waits for that. */
final class Progress {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final Condition wanted = lock.newCondition();
  private volatile long position = Long.MIN_VALUE;
  private int waiting;
  private boolean closed;

  /** Where the tables are: every record before it is applied. */
  long position() {
    return position;
  }

  void moveTo(long newPosition) {
    lock.lock();
    try {
      position = newPosition;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until everything before a position is applied; false when time is up or it is closed. */
  boolean await(long upTo, Duration timeout) throws InterruptedException {
    if (position >= upTo) {
      return true;
    }
    long left = timeout.toNanos();
    lock.lock();
    try {
      waiting++;
      wanted.signalAll();
      while (position < upTo && !closed && left > 0) {
        left = moved.awaitNanos(left);
      }
      return position >= upTo;
    } finally {
      waiting--;
      lock.unlock();
    }
  }

  /** Lets a batch gather: returns early when somebody waits or it is closed. */
  void linger(Duration time) throws InterruptedException {
    long left = time.toNanos();
    lock.lock();
    try {
      while (waiting == 0 && !closed && left > 0) {
        left = wanted.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits before another attempt; returns early only when it is closed. */
  void pause(long millis) throws InterruptedException {
    long left = TimeUnit.MILLISECONDS.toNanos(millis);
    lock.lock();
    try {
      while (!closed && left > 0) {
        left = wanted.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      moved.signalAll();
      wanted.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
