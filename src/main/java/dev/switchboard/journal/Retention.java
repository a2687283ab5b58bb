package dev.switchboard.journal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who still needs which records. Nothing is given up before all readers have passed it. */
final class Retention {

  private final Set<String> declared;
  private final Map<String, Long> released = new HashMap<>();
  private final Set<String> open = new HashSet<>();

  Retention(Set<String> declared) {
    this.declared = declared;
  }

  /**
   * Registers a reader.
   *
   * @throws JournalPositionException if the position is no longer kept
   */
  synchronized void hold(String name, long position, Segments segments, long end) {
    if (open.contains(name)) {
      throw new IllegalStateException("reader: " + name + " (expected: one that is not open)");
    }
    long first = segments.first().base();
    if (position < first) {
      throw new JournalPositionException(position, "is no longer kept", first, end);
    }
    open.add(name);
    released.put(name, position);
  }

  /** Ends a reader; a declared one goes on holding what it has not released. */
  synchronized void drop(String name) {
    open.remove(name);
    if (!declared.contains(name)) {
      released.remove(name);
    }
  }

  /** Notes progress; going back has no effect. */
  synchronized void release(String name, long position) {
    released.merge(name, position, Math::max);
  }

  /** How far each known reader has released. */
  synchronized Map<String, Long> released() {
    return Map.copyOf(released);
  }

  /** Whether a segment, or an earlier one, may go. */
  synchronized boolean hasPassed(Segment segment) {
    return segment.end() <= floor();
  }

  /** Takes the segments that all readers have passed out of the log, but never the last one. */
  synchronized List<Segment> takePassed(Segments segments) {
    long floor = floor();
    List<Segment> passed = new ArrayList<>();
    while (segments.count() > 1 && segments.first().end() <= floor) {
      Segment segment = segments.first();
      segments.remove(segment);
      passed.add(segment);
    }
    return passed;
  }

  /** Says who holds records back, for people. */
  synchronized String holding() {
    for (String name : declared) {
      if (!released.containsKey(name)) {
        return "reader '" + name + "' has not been opened";
      }
    }
    long floor = floor();
    return released.entrySet().stream()
        .filter(entry -> entry.getValue() == floor)
        .findFirst()
        .map(slowest -> "reader '" + slowest.getKey() + "' has released up to position " + floor)
        .orElse("no reader is registered");
  }

  private long floor() {
    if (!released.keySet().containsAll(declared)) {
      return Long.MIN_VALUE;
    }
    return released.values().stream().mapToLong(Long::longValue).min().orElse(Long.MIN_VALUE);
  }
}
