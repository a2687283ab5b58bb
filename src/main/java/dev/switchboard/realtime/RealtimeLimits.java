package dev.switchboard.realtime;

import java.time.Duration;

/**
 * What one voice session may take.
 *
 * @param sessions open at the same time, of all callers together
 * @param soundMillis of the caller's sound that wait to be said something about
 * @param commandsPerSecond over a longer time
 * @param commandBurst at once, beyond that
 * @param waitingEvents how many events may wait for a caller who takes none
 * @param waitingBytes of an answer that may wait for the caller before its model and voice wait too
 * @param lookAhead how much speech may be there beyond what can have been played
 * @param idle without a command and without an event
 * @param total for the whole session
 */
public record RealtimeLimits(
    int sessions,
    long soundMillis,
    int commandsPerSecond,
    int commandBurst,
    int waitingEvents,
    int waitingBytes,
    Duration lookAhead,
    Duration idle,
    Duration total) {

  /** What holds where nobody says otherwise; see {@code docs/operations.md}. */
  public static final RealtimeLimits DEFAULT =
      new RealtimeLimits(
          2_000,
          120_000,
          200,
          2_000,
          2_000,
          256 * 1024,
          Duration.ofSeconds(15),
          Duration.ofMinutes(5),
          Duration.ofMinutes(60));

  /** Checks that each is positive. */
  public RealtimeLimits {
    positive("sessions", sessions);
    positive("soundMillis", soundMillis);
    positive("commandsPerSecond", commandsPerSecond);
    positive("commandBurst", commandBurst);
    positive("waitingEvents", waitingEvents);
    positive("waitingBytes", waitingBytes);
    positive("lookAhead", lookAhead.toMillis());
    positive("idle", idle.toMillis());
    positive("total", total.toMillis());
  }

  /** The same with other ends. */
  public RealtimeLimits withTimes(Duration newIdle, Duration newTotal) {
    return new RealtimeLimits(
        sessions,
        soundMillis,
        commandsPerSecond,
        commandBurst,
        waitingEvents,
        waitingBytes,
        lookAhead,
        newIdle,
        newTotal);
  }

  private static void positive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
