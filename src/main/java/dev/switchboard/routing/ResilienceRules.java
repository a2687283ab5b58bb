package dev.switchboard.routing;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * How far the gateway goes for one call, and when it leaves a target alone.
 *
 * @param deadline for a whole call, all its attempts and waits included
 * @param patience the longest wait that a target's {@code Retry-After} may ask of a call that has
 *     nowhere else to go
 * @param retryPercent how many attempts may be repetitions, of a hundred first ones at a target
 * @param circuit when a target counts as out of order
 * @param rescue how far a stream is gone on with that breaks off
 * @param lanes how many calls run at the same time at each target of a provider; by its configured
 *     name, unbounded where there is none
 */
public record ResilienceRules(
    Duration deadline,
    Duration patience,
    int retryPercent,
    Circuit circuit,
    Rescue rescue,
    Map<String, LaneRules> lanes) {
  /** 15 minutes for a call, a minute of patience, a fifth of repetitions. */
  public static final ResilienceRules DEFAULT =
      new ResilienceRules(
          Duration.ofMinutes(15),
          Duration.ofMinutes(1),
          20,
          Circuit.DEFAULT,
          Rescue.DEFAULT,
          Map.of());

  public ResilienceRules {
    Objects.requireNonNull(deadline);
    Objects.requireNonNull(patience);
    Objects.requireNonNull(circuit);
    Objects.requireNonNull(rescue);
    lanes = Map.copyOf(lanes);
    if (!deadline.isPositive()) {
      throw new IllegalArgumentException("deadline: " + deadline + " (expected: > 0)");
    }
    if (retryPercent < 0) {
      throw new IllegalArgumentException("retryPercent: " + retryPercent + " (expected: >= 0)");
    }
  }

  /**
   * When a target counts as out of order.
   *
   * @param failures so many one after another, or half of the last twenty attempts, open the
   *     circuit; 0 for never
   * @param cooldown how long it stays open before one call tries; doubled each time that call fails
   * @param longest the most that the cooldown grows to
   */
  public record Circuit(int failures, Duration cooldown, Duration longest) {
    /** Five failures; five seconds, at most a minute. */
    public static final Circuit DEFAULT =
        new Circuit(5, Duration.ofSeconds(5), Duration.ofMinutes(1));

    public Circuit {
      if (failures < 0 || !cooldown.isPositive() || longest.compareTo(cooldown) < 0) {
        throw new IllegalArgumentException(
            "circuit: %d, %s, %s (expected: failures >= 0, longest >= cooldown > 0)"
                .formatted(failures, cooldown, longest));
      }
    }
  }

  /**
   * How far a stream is gone on with that breaks off after its first words.
   *
   * @param wanted whether it is when the caller does not say
   * @param attempts at most so many for one answer, repetitions at the same target not counted
   */
  public record Rescue(boolean wanted, int attempts) {
    /** Wanted; four. */
    public static final Rescue DEFAULT = new Rescue(true, 4);

    public Rescue {
      if (attempts < 1) {
        throw new IllegalArgumentException("attempts: " + attempts + " (expected: >= 1)");
      }
    }
  }

  /**
   * How many calls run at the same time at one target.
   *
   * @param calls at least 1
   * @param queue how many more may wait, in the order in which they came
   * @param longestWait how long each of them does
   */
  public record LaneRules(int calls, int queue, Duration longestWait) {
    public LaneRules {
      if (calls < 1 || queue < 0 || longestWait.isNegative()) {
        throw new IllegalArgumentException(
            "lane: %d, %d, %s (expected: calls >= 1, queue >= 0, wait >= 0)"
                .formatted(calls, queue, longestWait));
      }
    }
  }
}
