package dev.switchboard.trace;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A trace in a list.
 *
 * @param name of the call that started it
 * @param startedAt of its first call
 * @param endedAt of the call that ended last
 * @param status {@code FAILED} if one of its calls failed, else {@code CANCELLED} if one was, else
 *     {@code COMPLETED}
 * @param spanCount its calls and their spans
 * @param costPicos of all calls, in 1e-12 USD; null when one is not known
 */
public record TraceHeader(
    String traceId,
    String name,
    Instant startedAt,
    Instant endedAt,
    CallRecord.Status status,
    int spanCount,
    @Nullable Long costPicos) {
  public TraceHeader {
    Objects.requireNonNull(traceId);
    Objects.requireNonNull(name);
    Objects.requireNonNull(startedAt);
    Objects.requireNonNull(endedAt);
    Objects.requireNonNull(status);
  }

  /** From the first start to the last end. */
  public Duration duration() {
    return Duration.between(startedAt, endedAt);
  }
}
