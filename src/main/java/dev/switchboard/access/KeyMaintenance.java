package dev.switchboard.access;

import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The background thread that keeps a {@link KeyRing} up to date and writes down last uses. */
public final class KeyMaintenance implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KeyMaintenance.class);
  private static final long REFRESH_MILLIS = 1_000;
  private static final long FLUSH_MILLIS = 5_000;

  private final KeyRing ring;
  private final ScheduledExecutorService thread;
  private volatile boolean away;

  private KeyMaintenance(KeyRing ring) {
    this.ring = Objects.requireNonNull(ring);
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("keys").factory());
  }

  /** Starts it; the caller closes it. */
  public static KeyMaintenance start(KeyRing ring) {
    KeyMaintenance maintenance = new KeyMaintenance(ring);
    var _ =
        maintenance.thread.scheduleWithFixedDelay(
            () -> maintenance.attempt(ring::refresh), 0, REFRESH_MILLIS, TimeUnit.MILLISECONDS);
    var _ =
        maintenance.thread.scheduleWithFixedDelay(
            () -> maintenance.attempt(ring::flushLastUsed),
            FLUSH_MILLIS,
            FLUSH_MILLIS,
            TimeUnit.MILLISECONDS);
    return maintenance;
  }

  /** Stops it and writes down what is not yet. */
  @Override
  public void close() {
    thread.shutdown();
    attempt(ring::flushLastUsed);
  }

  /** Whatever goes wrong is logged once and tried again at the next turn. */
  private void attempt(Runnable work) {
    try {
      work.run();
      if (away) {
        away = false;
        log.info("keys are up to date again");
      }
    } catch (RuntimeException e) {
      if (!away) {
        away = true;
        log.warn("keys cannot be brought up to date, the known ones are served: {}", e.toString());
      }
    }
  }
}
