package dev.switchboard.provider;

import dev.switchboard.http.CancelSignal;
import dev.switchboard.ir.WorkRequest;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt at work that is no conversation asks of a provider.
 *
 * @param request decoded when first asked for
 * @param original the caller's own bytes, passed on by a provider that takes them as they are; null
 *     when the call did not come in a dialect
 * @param upstreamModel the model's name at the provider
 * @param stream whether a stream is wanted; a provider that has none answers at once
 * @param extraHeaders sent beside the provider's own
 * @param options how the caller wants it made
 * @param cancellation given when the caller leaves
 * @param room for the answer, among those of all callers
 */
public record WorkOrder(
    Supplier<WorkRequest> request,
    @Nullable OriginalWork original,
    String upstreamModel,
    boolean stream,
    Map<String, String> extraHeaders,
    CallOptions options,
    CancelSignal cancellation,
    AnswerBudget.Part room) {
  public WorkOrder {
    Objects.requireNonNull(request);
    Objects.requireNonNull(upstreamModel);
    extraHeaders = Map.copyOf(extraHeaders);
    Objects.requireNonNull(options);
    Objects.requireNonNull(cancellation);
    Objects.requireNonNull(room);
  }
}
