package dev.switchboard.access;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Tokens taken from rate limits for one attempt, until it is known how many it needed. */
public final class TokenHold {
  /** Where no limit of tokens applies. */
  static final TokenHold NONE = new TokenHold(() -> 0, List.of());

  private final LongSupplier nanoTime;
  private final List<Part> parts;
  private boolean settled;

  TokenHold(LongSupplier nanoTime, List<Part> parts) {
    this.nanoTime = nanoTime;
    this.parts = List.copyOf(parts);
  }

  /**
   * Counts what was needed instead of the estimate; only the first time.
   *
   * @param used empty when nobody knows: then the estimate stays
   */
  public synchronized void settle(OptionalLong used) {
    if (!settled && used.isPresent()) {
      long now = nanoTime.getAsLong();
      long most = Math.min(used.getAsLong(), RateLimit.Amounts.MOST);
      parts.forEach(part -> part.correct(most, now));
    }
    settled = true;
  }

  /** The tokens that one attempt took of one count. */
  record Part(LimitMeter.Bucket bucket, SlidingWindow tokens, long cell, long estimate) {
    void correct(long used, long now) {
      synchronized (bucket) {
        tokens.correct(cell, estimate, used, now);
      }
    }
  }
}
