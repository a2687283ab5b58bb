package dev.switchboard.routing;

import java.util.concurrent.TimeUnit;

/**
 * How many attempts at one target may be repetitions: a share of the first ones, and one every two
 * seconds beside, so that rare calls are repeated too while an outage is not multiplied. Not safe
 * for use by several threads at once.
 */
final class RetryBudget {
  /** How many can be saved up. */
  private static final double MOST = 10;

  private static final double PER_NANO = 0.5 / TimeUnit.SECONDS.toNanos(1);

  private double saved = MOST;
  private long at;

  RetryBudget(long now) {
    at = now;
  }

  void firstAttempt(int percent) {
    saved = Math.min(MOST, saved + percent / 100.0);
  }

  boolean take(int percent, long now) {
    if (percent == 0) {
      return false;
    }
    saved = Math.min(MOST, saved + (now - at) * PER_NANO);
    at = now;
    if (saved < 1) {
      return false;
    }
    saved--;
    return true;
  }
}
