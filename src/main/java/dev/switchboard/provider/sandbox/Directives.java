package dev.switchboard.provider.sandbox;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the sandbox is told to do.
 *
 * @param fault null for none
 * @param probability how often the fault happens, 0 to 1
 * @param once whether the fault spares conversations in which an assistant has spoken
 * @param after deltas before a fault within a stream; null for half of the answer
 * @param status the HTTP status of a refusal; null for the fault's own
 * @param retryAfter what a rate limit says; null for nothing
 * @param timing when to speak
 * @param shape what to say
 */
record Directives(
    @Nullable Fault fault,
    double probability,
    boolean once,
    @Nullable Integer after,
    @Nullable Integer status,
    @Nullable Duration retryAfter,
    Timing timing,
    Shape shape) {

  /**
   * When to speak.
   *
   * @param latency before anything
   * @param firstToken before the first delta, added to the latency
   * @param pace between two deltas
   */
  record Timing(Latency latency, Duration firstToken, Duration pace) {}

  /**
   * What to say.
   *
   * @param words length of a text; null for a few sentences
   * @param calls how many tool calls in one turn
   * @param seed another number, another draw of what happens by chance
   */
  record Shape(@Nullable Integer words, int calls, long seed) {}
}
