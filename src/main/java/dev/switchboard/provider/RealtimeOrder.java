package dev.switchboard.provider;

import dev.switchboard.http.CancelSignal;
import dev.switchboard.ir.RealtimeConfig;
import java.util.Objects;

/**
 * A voice session that is wanted of a provider.
 *
 * @param config what it is set to at first; sound goes and comes as it says, so a provider that
 *     writes it otherwise converts it
 * @param upstreamModel the model's name at the provider
 * @param options how the caller wants it made
 * @param listener hears what it says
 * @param cancellation given when the caller leaves while it is being opened
 */
public record RealtimeOrder(
    RealtimeConfig config,
    String upstreamModel,
    CallOptions options,
    RealtimeListener listener,
    CancelSignal cancellation) {
  public RealtimeOrder {
    Objects.requireNonNull(config);
    Objects.requireNonNull(upstreamModel);
    Objects.requireNonNull(options);
    Objects.requireNonNull(listener);
    Objects.requireNonNull(cancellation);
  }
}
