package dev.switchboard.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The background thread that keeps one prepared segment ready, so that no append waits for the file
 * system. Of the passed segments some are kept to become the next ones, the others are deleted.
 */
final class SegmentKeeper implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SegmentKeeper.class);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** How far a reader may lag in a burst of calls without new files being made in the next one. */
  private static final int MAX_RETIRED = 8;

  private enum State {
    WORKING,
    READY,
    FULL,
    FAILED,
    STOPPED
  }

  private final JournalConfig config;
  private final SegmentFolder folder;
  private final Segments segments;
  private final Retention retention;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition workWanted = lock.newCondition();
  private final Condition settled = lock.newCondition();
  private State state = State.WORKING;
  private boolean wanted = true;
  private Optional<Segment> spare;

  /** Files of segments that were passed, wiped; used by the thread alone. */
  private final Deque<Path> retired = new ArrayDeque<>();

  private Optional<String> problem = Optional.empty();

  SegmentKeeper(
      JournalConfig config,
      SegmentFolder folder,
      Recovery.Recovered recovered,
      Retention retention) {
    this.config = config;
    this.folder = folder;
    this.segments = recovered.segments();
    this.spare = recovered.spare();
    this.retention = retention;
    this.thread = Background.thread("journal-keeper", this::run);
  }

  void start() {
    thread.start();
  }

  /**
   * Makes the prepared segment the last of the log, if it is ready; never waits for the disk.
   *
   * @return that segment
   */
  Optional<Segment> take() {
    lock.lock();
    try {
      Optional<Segment> taken = spare;
      taken.ifPresent(segments::add);
      spare = Optional.empty();
      if (taken.isPresent()) {
        wakeLocked();
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Says that a reader has passed a segment. */
  void wake() {
    lock.lock();
    try {
      wakeLocked();
    } finally {
      lock.unlock();
    }
  }

  private void wakeLocked() {
    if (state == State.READY || state == State.FULL) {
      state = State.WORKING;
    }
    wanted = true;
    workWanted.signal();
  }

  /**
   * Waits until a prepared segment can be taken.
   *
   * @throws JournalFullException if the disk bound is reached
   * @throws JournalStorageException if the segment cannot be prepared, or not in 10 s
   */
  void awaitSpare() {
    lock.lock();
    try {
      long left = PATIENCE_NANOS;
      while (spare.isEmpty()) {
        checkPreparing(left);
        left = settled.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JournalStorageException("interrupted while a journal segment was prepared", e);
    } finally {
      lock.unlock();
    }
  }

  private void checkPreparing(long nanosLeft) {
    switch (state) {
      case FULL -> throw new JournalFullException(config.maxBytes(), retention.holding());
      case FAILED -> throw new JournalStorageException(problem.orElse("unknown"));
      case STOPPED -> throw new JournalClosedException("journal " + folder.directory());
      case WORKING, READY -> {
        if (nanosLeft <= 0) {
          throw new JournalStorageException(
              "no new journal segment within 10 s in " + folder.directory());
        }
      }
    }
  }

  /** What keeps segments from being prepared, if anything. */
  Optional<String> problem() {
    lock.lock();
    try {
      return problem;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (awaitWork()) {
      retention.takePassed(segments).forEach(this::retire);
      prepare();
    }
  }

  private boolean awaitWork() {
    lock.lock();
    try {
      while (!wanted && state != State.STOPPED) {
        if (state != State.FAILED) {
          workWanted.await();
        } else if (workWanted.awaitNanos(RETRY_NANOS) <= 0) {
          return true;
        }
      }
      wanted = false;
      return state != State.STOPPED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Keeps some that are as large as new ones would be, while they are within the bound. */
  private void retire(Segment passed) {
    long kept = (retired.size() + 2) * config.segmentBytes();
    if (retired.size() < MAX_RETIRED
        && segments.bytes() + kept <= config.maxBytes()
        && passed.isWritable()
        && passed.bytes() == config.segmentBytes()
        && passed.header().capacity() == config.segmentBytes()) {
      folder.retire(passed).ifPresent(retired::add);
    } else {
      folder.delete(passed);
    }
  }

  /** A prepared segment: of a retired one if there is one. */
  private Segment made(SegmentHeader header) throws IOException {
    Path used = retired.poll();
    return used == null ? folder.prepare(header) : folder.reuse(used, header);
  }

  private void prepare() {
    if (settledBySpare()) {
      return;
    }
    if (segments.bytes() + config.segmentBytes() > config.maxBytes()) {
      settle(State.FULL, Optional.empty(), Optional.of("the disk bound is reached"));
      return;
    }
    Segment last = segments.last();
    SegmentHeader header =
        new SegmentHeader(last.header().journalId(), last.end(), config.segmentBytes());
    try {
      settle(State.READY, Optional.of(made(header)), Optional.empty());
    } catch (IOException | RuntimeException e) {
      settle(State.FAILED, Optional.empty(), Optional.of("no new journal segment: " + e));
    }
  }

  private boolean settledBySpare() {
    lock.lock();
    try {
      if (spare.isPresent() && state == State.WORKING) {
        state = State.READY;
      }
      return spare.isPresent();
    } finally {
      lock.unlock();
    }
  }

  private void settle(State next, Optional<Segment> prepared, Optional<String> newProblem) {
    lock.lock();
    try {
      if (newProblem.isPresent() && !newProblem.equals(problem)) {
        log.error("journal {}: {}", folder.directory(), newProblem.orElseThrow());
      }
      if (state != State.STOPPED) {
        state = next;
      }
      spare = prepared;
      problem = newProblem;
      settled.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Stops the thread and unmaps the spare, whose file stays for the next start; those of the
   * retired ones do not.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      state = State.STOPPED;
      workWanted.signal();
      settled.signalAll();
    } finally {
      lock.unlock();
    }
    Background.join(thread);
    spare.ifPresent(Segment::close);
    retired.forEach(folder::delete);
  }
}
