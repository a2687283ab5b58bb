package dev.switchboard.store;

import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.Span;
import java.util.ArrayList;
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
    List<BookedAttempt> attempts = new ArrayList<>(call.spans().size());
    for (Span span : call.spans()) {
      Span.Attempt attempt = span.attempt();
      if (attempt != null) {
        attempts.add(
            new BookedAttempt(
                attempt.provider() + "/" + attempt.upstreamModel(),
                attempt.usage().inputTotal(),
                attempt.usage().outputTotal(),
                attempt.costPicos()));
      }
    }
    return attempts;
  }

  /** Whether these are one that used what the call used: then the call's own row says it all. */
  static boolean isTheCall(List<BookedAttempt> attempts, CallRecord call) {
    return attempts.size() == 1
        && attempts.getFirst().inputTokens() == call.bill().usage().inputTotal()
        && attempts.getFirst().outputTokens() == call.bill().usage().outputTotal()
        && Objects.equals(attempts.getFirst().costPicos(), call.bill().costPicos());
  }
}
