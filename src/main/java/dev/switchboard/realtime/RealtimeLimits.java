package dev.switchboard.realtime;

import java.time.Duration;

/**
 * What voice sessions may take, as operators set it.
 *
 * @param sessions open at the same time, of all callers together
 * @param messageBytes of one message of a caller's
 * @param heldBytes of sound, speech and words that may wait for all sessions together
 * @param idle without a message of the caller's and without an event
 * @param total for a whole session
 */
public record RealtimeLimits(
    int sessions, int messageBytes, long heldBytes, Duration idle, Duration total) {
  /** The caller's sound that may wait to be said something about, in milliseconds. */
  static final long SOUND_MILLIS = 120_000;

  /** Messages of a caller's over a longer time. */
  static final int COMMANDS_PER_SECOND = 200;

  /** Messages at once, beyond that. */
  static final int COMMAND_BURST = 2_000;

  /** How many events may wait for a caller who takes none. */
  static final int WAITING_EVENTS = 2_000;

  /** Of an answer, for the caller, before its model and voice wait too. */
  static final int WAITING_BYTES = 256 * 1024;

  /** How much speech may be there beyond what can have been played. */
  static final Duration LOOK_AHEAD = Duration.ofSeconds(15);

  /** Of what was said in one session and not spoken: more is no conversation. */
  static final long CONVERSATION_BYTES = 32 << 20;

  /** What holds where nobody says otherwise; see {@code docs/operations.md}. */
  public static final RealtimeLimits DEFAULT =
      new RealtimeLimits(
          2_000,
          20 << 20,
          Runtime.getRuntime().maxMemory() / 4,
          Duration.ofMinutes(5),
          Duration.ofMinutes(60));

  /** Checks that each is positive. */
  public RealtimeLimits {
    positive("sessions", sessions);
    positive("messageBytes", messageBytes);
    positive("heldBytes", heldBytes);
    positive("idle", idle.toMillis());
    positive("total", total.toMillis());
  }

  private static void positive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
