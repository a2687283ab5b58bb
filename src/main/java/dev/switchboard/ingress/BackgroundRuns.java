package dev.switchboard.ingress;

import dev.switchboard.conversation.Turn;
import dev.switchboard.conversation.Turns;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answers that this process works on after their requests were answered. */
public final class BackgroundRuns implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BackgroundRuns.class);
  private static final int MAX_RUNNING = 512;
  private static final long SWEEP_SECONDS = 60;
  private static final Duration LAST_GRACE = Duration.ofSeconds(2);

  /** So long may a listener that lost its connection come back to the same events. */
  private static final long FEED_KEPT_SECONDS = 300;

  private final Turns turns;
  private final Clock clock;
  private final Map<Turn.Key, Run> runs = new ConcurrentHashMap<>();
  private final Semaphore room = new Semaphore(MAX_RUNNING);
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean stopped;
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("turns").factory());

  private BackgroundRuns(Turns turns, Clock clock) {
    this.turns = turns;
    this.clock = clock;
  }

  /** Starts, and from then on forgets what has expired; the caller closes it. */
  public static BackgroundRuns start(Turns turns, Clock clock) {
    BackgroundRuns runs = new BackgroundRuns(turns, clock);
    var _ =
        runs.sweeper.scheduleWithFixedDelay(
            runs::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    return runs;
  }

  /** One answer under way, or just ended. */
  public static final class Run {
    private final DetachedExchange exchange;
    private final EventFeed feed;
    private volatile @Nullable Instant endedAt;

    private Run(DetachedExchange exchange, EventFeed feed) {
      this.exchange = exchange;
      this.feed = feed;
    }

    /** What it says. */
    public EventFeed feed() {
      return feed;
    }

    boolean isRunning() {
      return endedAt == null;
    }

    /** Ends it. */
    public void cancel() {
      exchange.cancel();
    }
  }

  /**
   * Works on an answer on a thread of its own.
   *
   * @throws FailureException with {@link Failure.Overloaded} when too many run
   */
  public Run begin(Turn.Key key, DetachedExchange exchange, EventFeed feed, Work work) {
    if (!room.tryAcquire()) {
      throw new FailureException(
          new Failure.Overloaded(MAX_RUNNING + " answers are made in the background already"));
    }
    Run run = new Run(exchange, feed);
    runs.put(key, run);
    if (stopped) {
      exchange.stop();
    }
    Thread.ofVirtual()
        .name("turn-" + key.id())
        .start(() -> {
          try {
            attempt(work, exchange);
          } finally {
            feed.end();
            run.endedAt = clock.instant();
            room.release();
          }
        });
    return run;
  }

  /** What is done in the background. */
  public interface Work {
    /** Does it and keeps the result. */
    void run();

    /** Keeps that it failed. */
    void failed(Failure failure);
  }

  private static void attempt(Work work, DetachedExchange exchange) {
    Failure failure;
    try {
      work.run();
      return;
    } catch (FailureException e) {
      failure = exchange.told(e.failure());
    } catch (RuntimeException e) {
      LOG.error("an answer in the background failed by a mistake of ours", e);
      failure = new Failure.Internal("the gateway made a mistake; its log has the details");
    }
    try {
      work.failed(failure);
    } catch (RuntimeException e) {
      LOG.warn("that an answer failed cannot be kept: {}", e.toString());
    }
  }

  /** The run that makes a turn, or has just made it. */
  public Optional<Run> find(Turn.Key key) {
    return Optional.ofNullable(runs.get(key));
  }

  private void sweep() {
    try {
      Instant now = clock.instant();
      runs.values()
          .removeIf(run -> {
            Instant endedAt = run.endedAt;
            return endedAt != null && endedAt.plusSeconds(FEED_KEPT_SECONDS).isBefore(now);
          });
      List<Turn.Key> running = new ArrayList<>();
      runs.forEach((key, run) -> {
        if (run.isRunning()) {
          running.add(key);
        }
      });
      turns.alive(running, now);
      turns.sweep(now, KeptTurns.KEPT_PER_PROJECT);
    } catch (RuntimeException e) {
      LOG.warn("expired turns cannot be forgotten now: {}", e.toString());
    }
  }

  /** How many answers are being made. */
  public int running() {
    return MAX_RUNNING - room.availablePermits();
  }

  /** Gives up the answers under way, as the gateway stops. Does not wait for them. */
  public void stop() {
    stopped = true;
    runs.values().forEach(run -> run.exchange.stop());
  }

  /** Stops, and waits a little until those given up are kept. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      // The first to close has taken all the room, for good.
      return;
    }
    sweeper.shutdown();
    stop();
    try {
      if (!room.tryAcquire(MAX_RUNNING, LAST_GRACE.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.warn("{} answers in the background do not end", running());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
