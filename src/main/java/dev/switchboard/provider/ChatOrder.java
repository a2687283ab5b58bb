package dev.switchboard.provider;

import dev.switchboard.http.CancelSignal;
import dev.switchboard.ir.ChatRequest;
import dev.switchboard.wire.ModelTraits;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt asks of a provider.
 *
 * @param request the conversation; decoded when first asked for, so that a passed-through body may
 *     never be
 * @param original the caller's own bytes, to be passed on when the provider speaks their dialect;
 *     null when the call did not come in a dialect or must be rebuilt
 * @param upstreamModel the model's name at the provider
 * @param traits what is known of the model
 * @param stream whether a stream is wanted
 * @param extraHeaders sent beside the provider's own
 * @param options how the caller wants it made
 * @param cancellation given when the caller leaves
 * @param room for the answer, among those of all callers
 */
public record ChatOrder(
    Supplier<ChatRequest> request,
    @Nullable RawBody original,
    String upstreamModel,
    ModelTraits traits,
    boolean stream,
    Map<String, String> extraHeaders,
    CallOptions options,
    CancelSignal cancellation,
    AnswerBudget.Part room) {
  public ChatOrder {
    Objects.requireNonNull(request);
    Objects.requireNonNull(upstreamModel);
    Objects.requireNonNull(traits);
    extraHeaders = Map.copyOf(extraHeaders);
    Objects.requireNonNull(options);
    Objects.requireNonNull(cancellation);
    Objects.requireNonNull(room);
  }
}
