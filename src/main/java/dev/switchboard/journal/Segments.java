package dev.switchboard.journal;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The segments that hold the log, by position; the last one is written to. Never empty. */
final class Segments implements AutoCloseable {

  private final ConcurrentSkipListMap<Long, Segment> byBase = new ConcurrentSkipListMap<>();

  void add(Segment segment) {
    byBase.put(segment.base(), segment);
  }

  void remove(Segment segment) {
    byBase.remove(segment.base());
  }

  Segment first() {
    return byBase.firstEntry().getValue();
  }

  Segment last() {
    return byBase.lastEntry().getValue();
  }

  /** The segment whose range a position falls in, or the nearest before it. */
  Optional<Segment> at(long position) {
    return Optional.ofNullable(byBase.floorEntry(position)).map(Map.Entry::getValue);
  }

  Optional<Segment> after(Segment segment) {
    return Optional.ofNullable(byBase.higherEntry(segment.base())).map(Map.Entry::getValue);
  }

  Optional<Segment> before(Segment segment) {
    return Optional.ofNullable(byBase.lowerEntry(segment.base())).map(Map.Entry::getValue);
  }

  int count() {
    return byBase.size();
  }

  /** What they take on disk. */
  long bytes() {
    return byBase.values().stream().mapToLong(Segment::bytes).sum();
  }

  /** Forces a range of the log to the device. */
  void force(long fromPosition, long toPosition) {
    long first = at(fromPosition).orElseGet(this::first).base();
    for (Segment segment : byBase.tailMap(first).values()) {
      segment.force(fromPosition, toPosition);
    }
  }

  /** Unmaps all. */
  @Override
  public void close() {
    byBase.values().forEach(Segment::close);
  }
}
