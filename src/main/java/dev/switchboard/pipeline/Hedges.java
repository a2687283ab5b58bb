package dev.switchboard.pipeline;

import java.util.concurrent.atomic.AtomicLong;

/** How often a second target was asked because the first was late, and how often that helped. */
public final class Hedges {
  private final AtomicLong made = new AtomicLong();
  private final AtomicLong won = new AtomicLong();

  /** How many second targets were asked since the start. */
  public long made() {
    return made.get();
  }

  /** How many of them began to answer first, and served. */
  public long won() {
    return won.get();
  }

  /** A second target was asked. */
  void add(boolean first) {
    made.incrementAndGet();
    if (first) {
      won.incrementAndGet();
    }
  }
}
