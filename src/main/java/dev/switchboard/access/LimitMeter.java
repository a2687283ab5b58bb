package dev.switchboard.access;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One rate limit with its counts, one for everything that has one of its own.
 *
 * <p>A count that stands at nothing is the same as none, so that idle ones are dropped. There are
 * at most {@value #MOST_BUCKETS}; what would be one more is refused until some are idle.
 */
final class LimitMeter {
  static final int MOST_BUCKETS = 100_000;
  private static final long SWEEP_NANOS = Duration.ofSeconds(10).toNanos();

  private final RateLimit limit;
  private final ConcurrentHashMap<String, Bucket> buckets = new ConcurrentHashMap<>();
  private final AtomicLong sweptAt;

  LimitMeter(RateLimit limit, long now) {
    this.limit = limit;
    this.sweptAt = new AtomicLong(now);
  }

  RateLimit limit() {
    return limit;
  }

  /** How many counts there are. */
  int size() {
    return buckets.size();
  }

  /** The count of that name without making one; null if it stands at nothing. */
  @Nullable Bucket peek(String name) {
    return buckets.get(name);
  }

  /**
   * Does something with a count that is not dropped meanwhile.
   *
   * @return null if there are too many counts
   */
  <T> @Nullable T with(String name, long now, Step<T> step) {
    sweep(now);
    while (true) {
      Bucket bucket = buckets.get(name);
      if (bucket == null) {
        if (buckets.size() >= MOST_BUCKETS) {
          return null;
        }
        bucket = buckets.computeIfAbsent(name, _ -> new Bucket(this));
      }
      synchronized (bucket) {
        if (!bucket.dropped) {
          return step.on(bucket);
        }
      }
    }
  }

  /** What is done with a count, under its lock. */
  interface Step<T> {
    T on(Bucket bucket);
  }

  /** Drops what is idle, now and then. */
  private void sweep(long now) {
    long last = sweptAt.get();
    if (now - last < SWEEP_NANOS || !sweptAt.compareAndSet(last, now)) {
      return;
    }
    buckets
        .values()
        .removeIf(bucket -> {
          synchronized (bucket) {
            bucket.dropped = bucket.isIdle(now);
            return bucket.dropped;
          }
        });
  }

  /** One count. Used under its lock. */
  static final class Bucket {
    private final LimitMeter meter;
    private final @Nullable SlidingWindow requests;
    private final @Nullable SlidingWindow tokens;
    private long running;
    private boolean dropped;

    Bucket(LimitMeter meter) {
      this.meter = meter;
      RateLimit.Amounts amounts = meter.limit.amounts();
      this.requests = window(amounts.requests(), amounts.window());
      this.tokens = window(amounts.tokens(), amounts.window());
    }

    private static @Nullable SlidingWindow window(@Nullable Long limit, Duration window) {
      return limit == null ? null : new SlidingWindow(limit, window);
    }

    RateLimit limit() {
      return meter.limit;
    }

    @Nullable SlidingWindow requests() {
      return requests;
    }

    @Nullable SlidingWindow tokens() {
      return tokens;
    }

    long running() {
      return running;
    }

    void started() {
      running++;
    }

    void ended() {
      running--;
    }

    private boolean isIdle(long now) {
      return running == 0
          && (requests == null || requests.nanosUntilFull(now) == 0)
          && (tokens == null || tokens.nanosUntilFull(now) == 0);
    }
  }
}
