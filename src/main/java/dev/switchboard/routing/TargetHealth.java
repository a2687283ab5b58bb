package dev.switchboard.routing;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How one target does, shared by all callers. */
public final class TargetHealth {
  private final String target;
  private final LongSupplier nanoTime;
  private final boolean watched;
  private final Circuit circuit;
  private final Lane lane;
  private final RetryBudget budget;
  private ResilienceRules rules;
  private long barredUntil;
  private boolean barred;
  private boolean barredByLimit;

  TargetHealth(String target, ResilienceRules rules, boolean watched, LongSupplier nanoTime) {
    this.target = target;
    this.rules = rules;
    this.watched = watched;
    this.nanoTime = nanoTime;
    this.circuit = new Circuit(rules.circuit());
    this.lane = new Lane(lane(rules));
    this.budget = new RetryBudget(nanoTime.getAsLong());
  }

  /**
   * How a target stands, for people.
   *
   * @param state {@code closed}, {@code open}, {@code half_open} or {@code barred}
   * @param left until it may be asked again; zero when it may be now
   * @param reason why it is not; empty when it is
   * @param openings how often its circuit has opened
   */
  public record Standing(
      String target,
      String state,
      Duration left,
      String reason,
      int openings,
      int running,
      int waiting) {}

  /** One call's way in; given back once, by {@link #ended}. */
  public final class Pass {
    private final boolean byTry;
    private final long waitedNanos;
    private boolean answers;
    private boolean ended;

    private Pass(boolean byTry, long waitedNanos) {
      this.byTry = byTry;
      this.waitedNanos = waitedNanos;
    }

    /** How long the call waited for a place. */
    public Duration waited() {
      return Duration.ofNanos(waitedNanos);
    }

    /** The target has begun to answer: what a trial call was to find out. */
    public void answering() {
      if (byTry && !answers) {
        answers = true;
        TargetHealth.this.ended(Outcome.ANSWERED, true, "");
      }
    }

    /**
     * Gives it back.
     *
     * @param what the failure in words, safe for callers; empty for none
     */
    public void ended(Outcome outcome, String what) {
      if (ended) {
        return;
      }
      ended = true;
      TargetHealth.this.ended(outcome, byTry && !answers, what);
      lane.leave();
    }
  }

  /** Either a way in or what is in the way. */
  public sealed interface Entry {
    /** The target may be asked. */
    record Open(Pass pass) implements Entry {}

    /** It may not. */
    record Shut(Obstacle obstacle) implements Entry {}
  }

  /** Why the target would not be asked now, as far as that can be said without a place. */
  public synchronized Optional<Obstacle> obstacle() {
    if (!barred && !circuit.isOpen()) {
      return Optional.empty();
    }
    long now = nanoTime.getAsLong();
    if (barred && barredUntil - now > 0) {
      Duration left = Duration.ofNanos(barredUntil - now);
      return Optional.of(
          new Obstacle(
              Obstacle.Kind.BARRED,
              left,
              barredByLimit,
              (barredByLimit ? "its rate limit is reached" : "it is overloaded")
                  + ", and it wants to be left alone for "
                  + inSeconds(left)));
    }
    barred = false;
    long left = circuit.nanosLeft(now);
    if (left <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Obstacle(
            Obstacle.Kind.CIRCUIT_OPEN,
            Duration.ofNanos(left),
            circuit.isLimited(),
            "not asked after " + circuit.why() + "; the last: " + circuit.lastFailure()));
  }

  /**
   * Takes a way in, waiting in line where calls are limited.
   *
   * @param gone whether the caller left or has no time left
   */
  public Entry enter(BooleanSupplier gone) {
    Optional<Obstacle> before = obstacle();
    if (before.isPresent()) {
      return new Entry.Shut(before.get());
    }
    long start = nanoTime.getAsLong();
    if (!lane.enter(() -> gone.getAsBoolean() || obstacle().isPresent())) {
      return new Entry.Shut(obstacle().orElseGet(this::busy));
    }
    synchronized (this) {
      Optional<Obstacle> since = obstacle();
      if (since.isEmpty()) {
        long waited = nanoTime.getAsLong() - start;
        return new Entry.Open(new Pass(circuit.take(), waited));
      }
      before = since;
    }
    lane.leave();
    return new Entry.Shut(before.get());
  }

  /** Says that a call that is not repeated has been made. */
  public synchronized void firstAttempt() {
    budget.firstAttempt(rules.retryPercent());
  }

  /** Takes leave to repeat an attempt; false when too many attempts are repetitions already. */
  public synchronized boolean takeRetry() {
    return !watched || budget.take(rules.retryPercent(), nanoTime.getAsLong());
  }

  /**
   * Nobody asks the target for so long.
   *
   * @param limited whether its own rate limit is behind it, and not that it has too much to do
   */
  public synchronized void bar(Duration time, boolean limited) {
    long until = nanoTime.getAsLong() + time.toNanos();
    if (watched && (!barred || until - barredUntil > 0)) {
      barred = true;
      barredUntil = until;
      barredByLimit = limited;
    }
  }

  /** Whether it can take what nobody waits for, so that no call waits because of that. */
  public boolean isAtEase() {
    return obstacle().isEmpty() && lane.isAtEase();
  }

  /** How it stands. */
  public synchronized Standing standing() {
    Optional<Obstacle> obstacle = obstacle();
    boolean isBarred = obstacle.filter(o -> o.kind() == Obstacle.Kind.BARRED).isPresent();
    boolean mayBeTried = circuit.isTried() || obstacle.isEmpty();
    String ofCircuit = !circuit.isOpen() ? "closed" : mayBeTried ? "half_open" : "open";
    return new Standing(
        target,
        isBarred ? "barred" : ofCircuit,
        obstacle.map(Obstacle::left).orElse(Duration.ZERO),
        obstacle.map(Obstacle::reason).orElse(""),
        circuit.openings(),
        lane.running(),
        lane.waiting());
  }

  /** Whether forgetting it would change nothing. */
  synchronized boolean isSpotless() {
    return circuit.isSpotless() && lane.running() == 0 && obstacle().isEmpty();
  }

  synchronized void rules(ResilienceRules next) {
    rules = next;
    circuit.rules(next.circuit());
    lane.rules(lane(next));
  }

  private synchronized void ended(Outcome outcome, boolean byTry, String what) {
    if (!watched) {
      return;
    }
    switch (outcome) {
      case ANSWERED -> circuit.answered(byTry);
      case FAILED, LIMITED ->
          circuit.failed(
              byTry,
              outcome == Outcome.LIMITED,
              what,
              nanoTime.getAsLong(),
              ThreadLocalRandom.current().nextDouble());
      case NOTHING -> circuit.nothing(byTry);
    }
  }

  private Obstacle busy() {
    return new Obstacle(
        Obstacle.Kind.BUSY,
        Duration.ofSeconds(1),
        false,
        "%d calls run there and %d wait".formatted(lane.running(), lane.waiting()));
  }

  private ResilienceRules.@Nullable LaneRules lane(ResilienceRules of) {
    int slash = target.indexOf('/');
    return slash < 0 ? null : of.lanes().get(target.substring(0, slash));
  }

  private static String inSeconds(Duration time) {
    return (time.toMillis() + 999) / 1_000 + " s";
  }
}
