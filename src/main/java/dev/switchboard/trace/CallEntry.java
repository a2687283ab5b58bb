package dev.switchboard.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the books take of a call's record: what is searched and summed.
 *
 * @param requestId unique per call
 * @param spanId the call's own root span
 * @param startedAtMicros since 1970
 * @param total of all attempts together
 * @param attempts in their order
 * @param spanCount attempts, repairs and steps
 */
public record CallEntry(
    String requestId,
    String traceId,
    String spanId,
    String projectId,
    String keyId,
    String name,
    long startedAtMicros,
    long durationMicros,
    CallRecord.Status status,
    Sum total,
    List<Attempt> attempts,
    int spanCount) {
  public CallEntry {
    Objects.requireNonNull(requestId);
    Objects.requireNonNull(traceId);
    Objects.requireNonNull(spanId);
    Objects.requireNonNull(projectId);
    Objects.requireNonNull(keyId);
    Objects.requireNonNull(name);
    Objects.requireNonNull(status);
    Objects.requireNonNull(total);
    attempts = List.copyOf(attempts);
  }

  /**
   * What was used and what it costs.
   *
   * @param costPicos in 1e-12 USD; null when a price is not known
   */
  public record Sum(long inputTokens, long outputTokens, @Nullable Long costPicos) {}

  /**
   * One attempt at a target.
   *
   * @param model {@code provider/model}
   */
  public record Attempt(String model, Sum sum) {
    public Attempt {
      Objects.requireNonNull(model);
      Objects.requireNonNull(sum);
    }
  }

  /** That of a record. */
  public static CallEntry of(CallRecord call) {
    CallRecord.Identity identity = call.identity();
    List<Attempt> attempts = new ArrayList<>(call.spans().size());
    for (Span span : call.spans()) {
      Span.Attempt attempt = span.attempt();
      if (attempt != null) {
        attempts.add(
            new Attempt(
                attempt.provider() + "/" + attempt.upstreamModel(),
                new Sum(
                    attempt.usage().inputTotal(),
                    attempt.usage().outputTotal(),
                    attempt.costPicos())));
      }
    }
    CallRecord.Bill bill = call.bill();
    return new CallEntry(
        identity.requestId(),
        identity.traceId(),
        identity.spanId(),
        call.caller().projectId(),
        call.caller().keyId(),
        call.task().name(),
        CallRecordWriter.micros(call.startedAt()),
        call.durationMicros(),
        call.outcome().status(),
        new Sum(bill.usage().inputTotal(), bill.usage().outputTotal(), bill.costPicos()),
        attempts,
        call.spans().size());
  }

  /** The model of the only attempt, where it is all that the call was; null otherwise. */
  public @Nullable String onlyModel() {
    return attempts.size() == 1 && attempts.getFirst().sum().equals(total)
        ? attempts.getFirst().model()
        : null;
  }
}
