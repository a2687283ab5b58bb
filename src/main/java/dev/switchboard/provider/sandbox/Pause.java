package dev.switchboard.provider.sandbox;

import dev.switchboard.http.CancelSignal;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits as long as a real provider would make the gateway wait, for one attempt. */
final class Pause {
  /** Longer than any deadline. */
  static final Duration FOREVER = Duration.ofDays(10_000);

  private static final long STEP_NANOS = Duration.ofMillis(20).toNanos();

  private final String provider;
  private final CancelSignal cancellation;

  Pause(String provider, CancelSignal cancellation) {
    this.provider = provider;
    this.cancellation = cancellation;
  }

  /**
   * Waits.
   *
   * @param limit after which the gateway would give up
   * @param phase the limit's name in the failure
   * @throws FailureException with {@link Failure.CallerGone} within milliseconds once cancelled, or
   *     with {@link Failure.ProviderTimeout} when the limit is over first
   */
  void await(Duration wait, Duration limit, String phase) {
    long callLeft = cancellation.nanosLeft();
    if (callLeft < Math.min(wait.toNanos(), limit.toNanos())) {
      sleep(Math.max(0, callLeft));
      throw new FailureException(
          new Failure.ProviderTimeout(
              provider, "total", Duration.ofNanos(callLeft), provider + ": not finished in time"));
    }
    boolean tooLong = wait.compareTo(limit) > 0;
    sleep((tooLong ? limit : wait).toNanos());
    if (tooLong) {
      throw new FailureException(
          new Failure.ProviderTimeout(
              provider,
              phase,
              limit,
              provider
                  + (phase.equals("between_events")
                      ? ": silent for too long between two events"
                      : ": no first event in time")));
    }
  }

  private void sleep(long nanos) {
    long start = System.nanoTime();
    while (true) {
      if (cancellation.isCancelled()) {
        throw new FailureException(
            new Failure.CallerGone("the caller left while " + provider + " worked"));
      }
      long left = nanos - (System.nanoTime() - start);
      if (left <= 0) {
        break;
      }
      LockSupport.parkNanos(this, Math.min(left, STEP_NANOS));
    }
  }
}
