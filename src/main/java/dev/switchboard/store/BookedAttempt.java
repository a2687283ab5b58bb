package dev.switchboard.store;

import dev.switchboard.trace.CallEntry;
import dev.switchboard.trace.CallRecord;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt adds to the sums.
 *
 * @param model {@code provider/model}
 * @param costPicos in 1e-12 USD; null when a price is not known
 */
record BookedAttempt(String model, long inputTokens, long outputTokens, @Nullable Long costPicos) {
  BookedAttempt {
    Objects.requireNonNull(model);
  }

  /** Those of a call, in their order. */
  static List<BookedAttempt> of(CallRecord call) {
    return CallEntry.of(call).attempts().stream()
        .map(attempt ->
            new BookedAttempt(
                attempt.model(),
                attempt.sum().inputTokens(),
                attempt.sum().outputTokens(),
                attempt.sum().costPicos()))
        .toList();
  }
}
