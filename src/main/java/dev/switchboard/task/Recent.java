package dev.switchboard.task;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import com.github.benmanes.caffeine.cache.Weigher;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What was read from the database, by key: read again once it is older than a while, and given as
 * it was known while the database does not answer. The least used goes when the weight is full.
 */
final class Recent<K, V> {
  /** An outage that is longer than this forgets what is not asked for in it. */
  private static final Duration KEPT = Duration.ofHours(1);

  private final long freshNanos;
  private final Ticker ticker;
  private final Cache<K, Read<V>> known;

  /**
   * Remembers nothing yet.
   *
   * @param fresh how long what was read is not read again
   * @param capacity of all weights together
   * @param weigher of what was read
   */
  Recent(Duration fresh, long capacity, Weigher<K, V> weigher, Ticker ticker) {
    this.freshNanos = fresh.toNanos();
    this.ticker = ticker;
    this.known =
        Caffeine.newBuilder()
            .maximumWeight(capacity)
            .weigher((K key, Read<V> read) -> weigher.weigh(key, read.value()))
            .expireAfterAccess(KEPT)
            .build();
  }

  private record Read<V>(V value, long atNanos) {}

  /**
   * A value; who asks while it is read waits for it.
   *
   * @param load reads it from the database
   * @throws FailureException what {@code load} throws; {@link Failure.Overloaded} only when the
   *     value was never read
   */
  V get(K key, Function<K, V> load) {
    Read<V> present = known.getIfPresent(key);
    if (present != null && isFresh(present)) {
      return present.value();
    }
    return known
        .asMap()
        .compute(
            key, (_, older) -> older != null && isFresh(older) ? older : read(key, older, load))
        .value();
  }

  /** Whether a value was read, and be it long ago. */
  boolean knows(K key) {
    return known.getIfPresent(key) != null;
  }

  /** Forgets a value. */
  void invalidate(K key) {
    known.invalidate(key);
  }

  /** Forgets each value whose key is one of these. */
  void invalidateIf(Predicate<K> which) {
    known.asMap().keySet().removeIf(which);
  }

  private boolean isFresh(Read<V> read) {
    return ticker.read() - read.atNanos() < freshNanos;
  }

  private Read<V> read(K key, @Nullable Read<V> older, Function<K, V> load) {
    try {
      return new Read<>(load.apply(key), ticker.read());
    } catch (FailureException e) {
      if (older == null || !(e.failure() instanceof Failure.Overloaded)) {
        throw e;
      }
      // As good as read now: else each call of an outage would wait for the database by itself.
      return new Read<>(older.value(), ticker.read());
    }
  }
}
