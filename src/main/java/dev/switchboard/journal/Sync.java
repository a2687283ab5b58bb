package dev.switchboard.journal;

import java.time.Duration;

/**
 * When appended records are forced to the device.
 *
 * <p>A killed process loses nothing under any policy: the page cache outlives it. The policy is
 * about power failure and kernel crashes only.
 */
public sealed interface Sync {

  /** Never; the operating system writes back when it likes, usually within 30 s. */
  record None() implements Sync {}

  /**
   * Once per period, in the background; appends never wait.
   *
   * @param period the most that a power failure can lose
   */
  record Interval(Duration period) implements Sync {

    /** Checks the period. */
    public Interval {
      if (period.compareTo(Duration.ofMillis(1)) < 0) {
        throw new IllegalArgumentException("period: " + period + " (expected: >= 1 ms)");
      }
    }
  }

  /** Before each append returns; appends of one moment share one force. */
  record Each() implements Sync {}
}
