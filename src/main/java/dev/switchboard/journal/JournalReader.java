package dev.switchboard.journal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the log in order, from a position that its owner remembers.
 *
 * <p>The owner stores {@link JournalRecord#nextPosition} together with what it made of the records,
 * in one transaction, and starts there next time: so each record takes effect once. It then calls
 * {@link #releaseUpTo}, so that segments can be deleted.
 *
 * <p>Bytes that cannot be read are skipped up to the next whole record; each skip is logged as an
 * error, kept in {@link #damages}, and shows as a gap between one record's next position and the
 * following record's position.
 *
 * <p>One thread polls at a time; the other methods may be called by any thread.
 */
public final class JournalReader implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(JournalReader.class);
  private static final int DAMAGES_KEPT = 100;

  /** What a reader needs of its journal. */
  record Log(Segments segments, Tail tail, Retention retention, SegmentKeeper keeper) {}

  private final String name;
  private final Segments segments;
  private final Tail tail;
  private final Retention retention;
  private final SegmentKeeper keeper;
  private final AtomicBoolean polling = new AtomicBoolean();
  private final ReentrantLock reading = new ReentrantLock();
  private final Deque<Damage> damages = new ArrayDeque<>();
  private volatile long position;
  private volatile boolean closed;

  JournalReader(String name, long startPosition, Log journal) {
    this.name = name;
    this.segments = journal.segments();
    this.tail = journal.tail();
    this.retention = journal.retention();
    this.keeper = journal.keeper();
    this.position = settle(startPosition);
  }

  /** Moves a start from behind a segment's last record to the next segment. */
  private long settle(long start) {
    Segment segment = segments.at(start).orElseThrow();
    long at = segment.firstPosition();
    while (at < start) {
      switch (segment.stepAt(at, tail.end())) {
        case Step.Whole whole -> {
          at = segment.base() + whole.end();
          if (at > start && segment.base() + whole.offset() < start) {
            throw new JournalPositionException(
                start, "is inside a record", segments.first().base(), tail.end());
          }
        }
        case Step.Damaged damaged -> at = segment.base() + damaged.end();
        case Step.Seal _ -> {
          return segments.after(segment).map(Segment::firstPosition).orElse(start);
        }
        case Step.Blank _, Step.Torn _ -> {
          return start;
        }
      }
    }
    return start;
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** Where it reads next. */
  public long position() {
    return position;
  }

  /**
   * Takes the next records, waiting for the first one.
   *
   * @param maxRecords at most so many, at least 1
   * @param maxBytes at most so many bytes of records together, but always one record if there is
   *     one
   * @param timeout how long to wait for the first; zero does not wait
   * @return in the order of their positions; empty when time is up
   * @throws JournalClosedException when the reader or its journal is closed, also while waiting
   * @throws JournalStorageException if the device fails
   */
  public List<JournalRecord> poll(int maxRecords, long maxBytes, Duration timeout)
      throws InterruptedException {
    if (maxRecords < 1) {
      throw new IllegalArgumentException("maxRecords: " + maxRecords + " (expected: >= 1)");
    }
    if (!polling.compareAndSet(false, true)) {
      throw new IllegalStateException("reader: " + name + " (expected: one poll at a time)");
    }
    try {
      long nanos = TimeUnit.NANOSECONDS.convert(timeout);
      long start = System.nanoTime();
      while (true) {
        List<JournalRecord> records = collect(maxRecords, maxBytes);
        long left = nanos - (System.nanoTime() - start);
        if (!records.isEmpty() || left <= 0) {
          return records;
        }
        tail.await(position, left, this::isClosed);
      }
    } catch (InternalError e) {
      // A SIGBUS on mapped memory. It may come late, even from within the unlocking.
      if (reading.isHeldByCurrentThread()) {
        reading.unlock();
      }
      throw new JournalStorageException("journal unreadable at position " + position, e);
    } finally {
      polling.set(false);
    }
  }

  private List<JournalRecord> collect(int maxRecords, long maxBytes) {
    reading.lock();
    try {
      checkOpen();
      List<JournalRecord> records = new ArrayList<>();
      long bytes = 0;
      long end = tail.end();
      while (position < end && records.size() < maxRecords) {
        Segment segment = segments.at(position).orElseThrow();
        long at = Math.max(position, segment.firstPosition());
        if (at >= end) {
          position = at;
          break;
        }
        if (at >= end) {
          position = at;
          break;
        }
        switch (segment.stepAt(at, end)) {
          case Step.Whole whole -> {
            bytes += whole.payload().length;
            if (!records.isEmpty() && bytes > maxBytes) {
              return records;
            }
            long next = segment.base() + whole.end();
            records.add(new JournalRecord(at, next, whole.payload()));
            position = next;
          }
          case Step.Seal _ -> position = afterSeal(segment, end);
          case Step.Damaged damaged ->
              skip(at, segment.base() + damaged.end(), "checksum mismatch");
          case Step.Blank _, Step.Torn _ -> skipRest(segment, at, end);
        }
      }
      return records;
    } finally {
      reading.unlock();
    }
  }

  private long afterSeal(Segment segment, long end) {
    return segments.after(segment).map(Segment::firstPosition).orElse(end);
  }

  /** Nothing whole follows in this segment, although the log goes on after it. */
  private void skipRest(Segment segment, long from, long end) {
    Optional<Segment> next = segments.after(segment).filter(s -> s.base() < end);
    String reason = from < segment.end() ? "segment ends without a seal" : "segment missing";
    skip(from, next.map(Segment::firstPosition).orElse(end), reason);
  }

  private void skip(long from, long to, String reason) {
    // First, because an error of the device that is still on its way arrives here at the latest,
    // before the position has moved.
    log.error(
        "journal reader '{}': skips {} unreadable bytes from position {}: {}",
        name,
        to - from,
        from,
        reason);
    if (damages.size() == DAMAGES_KEPT) {
      damages.removeFirst();
    }
    damages.addLast(new Damage(from, to - from, reason));
    position = to;
  }

  /** What had to be skipped since it was opened, the latest 100. */
  public List<Damage> damages() {
    reading.lock();
    try {
      return List.copyOf(damages);
    } finally {
      reading.unlock();
    }
  }

  /**
   * Says that this reader will never again need what lies before a position; segments that all
   * readers have passed are deleted in the background.
   *
   * @param releasedPosition at most {@link #position}; smaller than before has no effect
   */
  public void releaseUpTo(long releasedPosition) {
    checkOpen();
    if (releasedPosition > position) {
      throw new IllegalArgumentException(
          "releasedPosition: " + releasedPosition + " (expected: <= " + position + ", as polled)");
    }
    retention.release(name, releasedPosition);
    if (retention.hasPassed(segments.first())) {
      keeper.wake();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new JournalClosedException("journal reader '" + name + "'");
    }
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Closes it; a poll that waits throws. What it has not released is still kept if the reader is
   * declared in {@link JournalConfig#readers}.
   */
  @Override
  public void close() {
    reading.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      retention.drop(name);
    } finally {
      reading.unlock();
    }
    tail.wake();
  }
}
