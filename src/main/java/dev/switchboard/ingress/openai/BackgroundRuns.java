package dev.switchboard.ingress.openai;

import dev.switchboard.conversation.Turn;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The responses that this process works on after their requests were answered. */
public final class BackgroundRuns implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BackgroundRuns.class);
  private static final int MAX_RUNNING = 512;
  private static final long SWEEP_SECONDS = 60;

  /** So long may a listener that lost its connection come back to the same events. */
  private static final long FEED_KEPT_SECONDS = 300;

  private final KeptResponses kept;
  private final Map<Turn.Key, Run> runs = new ConcurrentHashMap<>();
  private final Semaphore room = new Semaphore(MAX_RUNNING);
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("responses").factory());

  private BackgroundRuns(KeptResponses kept) {
    this.kept = kept;
  }

  /** Starts, and from then on forgets what has expired; the caller closes it. */
  public static BackgroundRuns start(KeptResponses kept) {
    BackgroundRuns runs = new BackgroundRuns(kept);
    var _ =
        runs.sweeper.scheduleWithFixedDelay(
            runs::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    return runs;
  }

  /** One response under way, or just ended. */
  static final class Run {
    private final DetachedExchange exchange;
    private final ResponseFeed feed;
    private volatile @Nullable Instant endedAt;

    private Run(DetachedExchange exchange, ResponseFeed feed) {
      this.exchange = exchange;
      this.feed = feed;
    }

    ResponseFeed feed() {
      return feed;
    }

    boolean isRunning() {
      return endedAt == null;
    }

    void cancel() {
      exchange.cancel();
    }
  }

  /**
   * Works on a response on a thread of its own.
   *
   * @throws FailureException with {@link Failure.Overloaded} when too many run
   */
  Run begin(Turn.Key key, DetachedExchange exchange, ResponseFeed feed, Work work) {
    if (!room.tryAcquire()) {
      throw new FailureException(
          new Failure.Overloaded(MAX_RUNNING + " responses run in the background already"));
    }
    Run run = new Run(exchange, feed);
    runs.put(key, run);
    Thread.ofVirtual()
        .name("response-" + key.id())
        .start(() -> {
          try {
            attempt(work);
          } finally {
            feed.end();
            run.endedAt = kept.now();
            room.release();
          }
        });
    return run;
  }

  /** What is done in the background. */
  interface Work {
    /** Does it and keeps the result. */
    void run();

    /** Keeps that it failed. */
    void failed(Failure failure);
  }

  private static void attempt(Work work) {
    Failure failure;
    try {
      work.run();
      return;
    } catch (FailureException e) {
      failure = e.failure();
    } catch (RuntimeException e) {
      LOG.error("a response in the background failed by a mistake of ours", e);
      failure = new Failure.Internal("the gateway made a mistake; its log has the details");
    }
    try {
      work.failed(failure);
    } catch (RuntimeException e) {
      LOG.warn("that a response failed cannot be kept: {}", e.toString());
    }
  }

  Optional<Run> find(Turn.Key key) {
    return Optional.ofNullable(runs.get(key));
  }

  private void sweep() {
    try {
      Instant now = kept.now();
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
      kept.turns().alive(running, now);
      kept.turns().sweep(now, KeptResponses.KEPT_PER_PROJECT);
    } catch (RuntimeException e) {
      LOG.warn("expired responses cannot be forgotten now: {}", e.toString());
    }
  }

  @Override
  public void close() {
    sweeper.shutdown();
    runs.values().forEach(Run::cancel);
  }
}
