package dev.switchboard.pipeline;

import dev.switchboard.http.CancelSignal;
import dev.switchboard.ir.Failure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** When the same target is asked again, and how long we wait before. */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(2);
  private static final long STEP_NANOS = Duration.ofMillis(20).toNanos();

  private Backoff() {}

  /**
   * How long to wait before the same target is asked again; empty when it must not be: it was
   * silent, it refused what will be refused again, or it wants us to wait for longer than we do.
   *
   * @param retry 0 for the first repetition
   * @param patience the longest wait that the target may ask for
   */
  static Optional<Duration> before(int retry, Failure failure, Duration patience) {
    return switch (failure) {
      case Failure.ProviderFailed failed ->
          switch (failed.kind()) {
            case UNREACHABLE, BROKE_OFF, SERVER_ERROR, OVERLOADED ->
                wanted(failed.retryAfter(), retry, patience);
            case UNREADABLE, NO_END -> Optional.empty();
          };
      case Failure.ProviderLimited limited -> wanted(limited.retryAfter(), retry, patience);
      default -> Optional.empty();
    };
  }

  private static Optional<Duration> wanted(
      @Nullable Duration wanted, int retry, Duration patience) {
    return wanted == null
        ? Optional.of(jittered(retry))
        : Optional.of(wanted)
            .filter(wait -> wait.compareTo(patience) <= 0)
            .map(wait -> wait.plus(spread()));
  }

  /** Waits; returns early, with false, when the caller leaves. */
  static boolean await(Duration wait, CancelSignal cancellation) {
    long until = System.nanoTime() + wait.toNanos();
    for (long left = wait.toNanos(); left > 0; left = until - System.nanoTime()) {
      if (cancellation.isCancelled()) {
        return false;
      }
      LockSupport.parkNanos(Math.min(left, STEP_NANOS));
    }
    return true;
  }

  /** Those who were told the same time do not come back at the same moment. */
  private static Duration spread() {
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(FIRST.toMillis()));
  }

  /** From half of an exponential step to the whole of it, so that callers do not come together. */
  private static Duration jittered(int retry) {
    long whole = Math.min(FIRST.toMillis() << Math.min(retry, 10), LONGEST.toMillis());
    return Duration.ofMillis(whole / 2 + ThreadLocalRandom.current().nextLong(whole / 2 + 1));
  }
}
