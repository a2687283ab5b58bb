package dev.switchboard.journal;

import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The background thread that forces the log to the device.
 *
 * <p>Under {@link Sync.Each} a refusal is final: Linux reports a failed write-back once and then
 * forgets it, so a later success would prove nothing.
 */
final class Syncer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Syncer.class);

  /** Forces a range of positions; throws any runtime exception if it cannot. */
  interface Force {
    void force(long fromPosition, long toPosition);
  }

  private final Sync sync;
  private final Tail tail;
  private final Force force;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wanted = lock.newCondition();
  private final Condition done = lock.newCondition();
  private long wantedTo;
  private long syncedTo;
  private boolean stopping;
  private volatile Optional<String> problem = Optional.empty();

  Syncer(Sync sync, Tail tail, Force force) {
    this.sync = sync;
    this.tail = tail;
    this.force = force;
    this.syncedTo = tail.end();
    this.wantedTo = tail.end();
    this.thread = Background.thread("journal-sync", this::run);
  }

  void start() {
    if (!(sync instanceof Sync.None)) {
      thread.start();
    }
  }

  /**
   * Refuses, under {@link Sync.Each} only, once the device has refused.
   *
   * @throws JournalStorageException in that case
   */
  void check() {
    if (sync instanceof Sync.Each && problem.isPresent()) {
      throw new JournalStorageException(problem.orElse("unknown"));
    }
  }

  /**
   * Waits, under {@link Sync.Each} only, until all before a position is on the device.
   *
   * @throws JournalStorageException if the device refused, now or ever before
   */
  void await(long position) {
    if (!(sync instanceof Sync.Each)) {
      return;
    }
    lock.lock();
    try {
      wantedTo = Math.max(wantedTo, position);
      wanted.signal();
      while (syncedTo < position && problem.isEmpty()) {
        done.awaitUninterruptibly();
      }
      if (syncedTo < position) {
        throw new JournalStorageException(problem.orElse("unknown"));
      }
    } finally {
      lock.unlock();
    }
  }

  /** What keeps records from reaching the device, if anything. */
  Optional<String> problem() {
    return problem;
  }

  private void run() {
    while (awaitWanted()) {
      syncAll();
    }
    syncAll();
  }

  private boolean awaitWanted() {
    lock.lock();
    try {
      long left =
          sync instanceof Sync.Interval interval ? interval.period().toNanos() : Long.MAX_VALUE;
      while (!stopping && !isWanted() && left > 0) {
        left = wanted.awaitNanos(left);
      }
      return !stopping;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private boolean isWanted() {
    return sync instanceof Sync.Each && wantedTo > syncedTo && problem.isEmpty();
  }

  private void syncAll() {
    long to = tail.end();
    long from = syncedTo();
    if (from >= to) {
      return;
    }
    try {
      force.force(from, to);
      settle(to, Optional.empty());
    } catch (RuntimeException e) {
      log.error("journal not forced to the device from {} to {}", from, to, e);
      settle(from, Optional.of("journal not forced to the device: " + e));
    }
  }

  private long syncedTo() {
    lock.lock();
    try {
      return syncedTo;
    } finally {
      lock.unlock();
    }
  }

  private void settle(long to, Optional<String> newProblem) {
    lock.lock();
    try {
      syncedTo = to;
      problem = newProblem;
      done.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Forces what is left and stops. */
  @Override
  public void close() {
    lock.lock();
    try {
      stopping = true;
      wanted.signal();
    } finally {
      lock.unlock();
    }
    Background.join(thread);
  }
}
