package dev.switchboard.access;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The rate limits that hold now, with their counts.
 *
 * <p>Counts are of this process and in memory: they begin at nothing with it. A call takes from all
 * limits that apply or from none.
 */
public final class RateLimits {
  private final LongSupplier nanoTime;
  private volatile List<LimitMeter> meters = List.of();

  /**
   * @param nanoTime as {@link System#nanoTime}: a wall clock that is set does not matter
   */
  public RateLimits(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Takes other limits from now on; those that stay as they are keep their counts. */
  public synchronized void replace(List<RateLimit> limits) {
    Map<String, LimitMeter> present = new HashMap<>();
    meters.forEach(meter -> present.put(meter.limit().id(), meter));
    List<LimitMeter> next = new ArrayList<>();
    for (RateLimit limit : limits) {
      LimitMeter meter = present.get(limit.id());
      next.add(
          meter != null && meter.limit().equals(limit)
              ? meter
              : new LimitMeter(limit, nanoTime.getAsLong()));
    }
    meters = List.copyOf(next);
  }

  /** The limits that hold. */
  public List<RateLimit> all() {
    return meters.stream().map(LimitMeter::limit).toList();
  }

  /** The limits that hold, with their counts. */
  List<LimitMeter> meters() {
    return meters;
  }

  /** Now, by the clock of the counts. */
  long now() {
    return nanoTime.getAsLong();
  }

  /** How many counts are held for all limits together. */
  public int counts() {
    return meters.stream().mapToInt(LimitMeter::size).sum();
  }

  /**
   * Takes one request, and a place among those that run, from every limit that applies.
   *
   * @param target {@code provider/model} for the limits that look at models; null for the others
   * @param running the counts in which this call has a place already; those of new ones are added
   * @throws FailureException with {@link Failure.RateLimited} if one has none left; then nothing is
   *     taken
   */
  void enter(Caller caller, @Nullable String target, Set<LimitMeter.Bucket> running) {
    List<LimitMeter> all = meters;
    if (all.isEmpty()) {
      return;
    }
    long now = nanoTime.getAsLong();
    List<Entered> entered = new ArrayList<>(2);
    try {
      for (LimitMeter meter : all) {
        RateLimit limit = meter.limit();
        if (limit.looksAtModels() == (target != null) && applies(limit, caller, target)) {
          String name = limit.bucket(caller, target == null ? "" : target);
          entered.add(
              required(meter, name, meter.with(name, now, b -> enter(b, name, running, now))));
        }
      }
    } catch (FailureException e) {
      entered.forEach(one -> one.undo(now));
      throw e;
    }
    for (Entered one : entered) {
      if (one.placed()) {
        running.add(one.bucket());
      }
    }
  }

  /** Gives back the places among those that run. */
  static void leave(Set<LimitMeter.Bucket> running) {
    for (LimitMeter.Bucket bucket : running) {
      synchronized (bucket) {
        bucket.ended();
      }
    }
    running.clear();
  }

  /** Whether a limit of tokens applies, so that it is worth estimating them. */
  boolean countsTokens(Caller caller, String target) {
    for (LimitMeter meter : meters) {
      if (meter.limit().amounts().tokens() != null && applies(meter.limit(), caller, target)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Takes as many tokens as an attempt will likely need from every limit that applies.
   *
   * @throws FailureException with {@link Failure.RateLimited} if one has not so many left; then
   *     nothing is taken
   */
  TokenHold take(Caller caller, String target, long estimate) {
    long now = nanoTime.getAsLong();
    List<TokenHold.Part> taken = new ArrayList<>();
    try {
      for (LimitMeter meter : meters) {
        RateLimit limit = meter.limit();
        if (limit.amounts().tokens() != null && applies(limit, caller, target)) {
          String name = limit.bucket(caller, target);
          taken.add(
              required(meter, name, meter.with(name, now, b -> take(b, name, estimate, now))));
        }
      }
    } catch (FailureException e) {
      taken.forEach(one -> one.correct(0, now));
      throw e;
    }
    return new TokenHold(nanoTime, taken);
  }

  /**
   * How a caller stands with the limits that apply, the tightest of each kind.
   *
   * @param requests null where none applies
   * @param tokens null where none applies
   */
  public record Standing(@Nullable Measure requests, @Nullable Measure tokens) {
    /** Where no limit applies. */
    public static final Standing FREE = new Standing(null, null);
  }

  /**
   * One limit's state.
   *
   * @param reset until all of it is there again; zero when it is
   */
  public record Measure(long limit, long remaining, Duration reset) {}

  /**
   * How a caller stands.
   *
   * @param targets the models that may be asked, for the limits that look at them
   */
  public Standing standing(Caller caller, List<String> targets) {
    List<LimitMeter> all = meters;
    if (all.isEmpty()) {
      return Standing.FREE;
    }
    long now = nanoTime.getAsLong();
    Measure requests = null;
    Measure tokens = null;
    for (LimitMeter meter : all) {
      RateLimit limit = meter.limit();
      for (String target : limit.looksAtModels() ? targets : List.of("")) {
        if (applies(limit, caller, target)) {
          LimitMeter.Bucket bucket = meter.peek(limit.bucket(caller, target));
          RateLimit.Amounts amounts = limit.amounts();
          requests =
              tighter(
                  requests, measure(amounts.requests(), bucket, LimitMeter.Bucket::requests, now));
          tokens =
              tighter(tokens, measure(amounts.tokens(), bucket, LimitMeter.Bucket::tokens, now));
        }
      }
    }
    return new Standing(requests, tokens);
  }

  private static @Nullable Measure measure(
      @Nullable Long limit,
      LimitMeter.@Nullable Bucket bucket,
      Function<LimitMeter.Bucket, @Nullable SlidingWindow> kind,
      long now) {
    if (limit == null || bucket == null) {
      return limit == null ? null : new Measure(limit, limit, Duration.ZERO);
    }
    synchronized (bucket) {
      SlidingWindow window = kind.apply(bucket);
      return window == null
          ? null
          : new Measure(limit, window.remaining(now), Duration.ofNanos(window.nanosUntilFull(now)));
    }
  }

  private static @Nullable Measure tighter(@Nullable Measure a, @Nullable Measure b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return b.remaining() < a.remaining() ? b : a;
  }

  static boolean applies(RateLimit limit, Caller caller, @Nullable String target) {
    return limit.applies().toCaller(caller) && (target == null || limit.applies().toModel(target));
  }

  /** A step that was not made for want of room is a refusal too. */
  private static <T> T required(LimitMeter meter, String name, @Nullable T step) {
    if (step == null) {
      throw LimitRefusal.of(
          meter.limit(),
          name,
          "counts",
          Duration.ofSeconds(10).toNanos(),
          "more than " + LimitMeter.MOST_BUCKETS + " are to be counted at the same time");
    }
    return step;
  }

  private static Entered enter(
      LimitMeter.Bucket bucket, String name, Set<LimitMeter.Bucket> running, long now) {
    boolean place = bucket.limit().amounts().concurrent() != null && !running.contains(bucket);
    requireRoom(bucket, name, place, now);
    SlidingWindow requests = bucket.requests();
    long cell = requests == null ? 0 : requests.take(1, now);
    if (place) {
      bucket.started();
    }
    return new Entered(bucket, cell, place);
  }

  /**
   * Refuses where there is no room for one more request.
   *
   * @param place whether it would need one among those that run
   */
  static void requireRoom(LimitMeter.Bucket bucket, String name, boolean place, long now) {
    RateLimit.Amounts amounts = bucket.limit().amounts();
    Long most = amounts.concurrent();
    if (most != null && place && bucket.running() >= most) {
      throw LimitRefusal.of(
          bucket.limit(),
          name,
          "concurrent",
          Duration.ofSeconds(1).toNanos(),
          most + " at the same time, and as many run");
    }
    SlidingWindow requests = bucket.requests();
    if (requests != null) {
      Long wait = requests.nanosUntil(1, now);
      if (wait == null || wait > 0) {
        throw LimitRefusal.of(
            bucket.limit(),
            name,
            "requests",
            wait,
            LimitRefusal.within(requests.limit(), "requests", amounts));
      }
    }
  }

  private static TokenHold.Part take(
      LimitMeter.Bucket bucket, String name, long estimate, long now) {
    SlidingWindow tokens = requireTokens(bucket, name, estimate, now);
    return new TokenHold.Part(bucket, tokens, tokens.take(estimate, now), estimate);
  }

  /** Refuses where there are not so many tokens left. */
  static SlidingWindow requireTokens(
      LimitMeter.Bucket bucket, String name, long estimate, long now) {
    SlidingWindow tokens = bucket.tokens();
    if (tokens == null) {
      throw new IllegalStateException("a limit without tokens");
    }
    Long wait = tokens.nanosUntil(estimate, now);
    if (wait == null || wait > 0) {
      throw LimitRefusal.of(
          bucket.limit(),
          name,
          "tokens",
          wait,
          LimitRefusal.within(tokens.limit(), "tokens", bucket.limit().amounts())
              + ", of which "
              + tokens.remaining(now)
              + " are left; this call needs about "
              + estimate);
    }
    return tokens;
  }

  /** What one call took of one count. */
  private record Entered(LimitMeter.Bucket bucket, long cell, boolean placed) {
    void undo(long now) {
      synchronized (bucket) {
        SlidingWindow requests = bucket.requests();
        if (requests != null) {
          requests.correct(cell, 1, 0, now);
        }
        if (placed) {
          bucket.ended();
        }
      }
    }
  }
}
