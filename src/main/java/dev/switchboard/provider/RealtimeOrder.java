package dev.switchboard.provider;

import dev.switchboard.http.CancelSignal;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.RealtimeConfig;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A voice session that is wanted of a provider.
 *
 * @param config what it is set to at first; sound goes and comes as it says, so a provider that
 *     writes it otherwise converts it
 * @param upstreamModel the model's name at the provider
 * @param options how the caller wants it made
 * @param listener hears what it says
 * @param cancellation gives the session up at any time, its last words unheard
 * @param passing what the caller speaks, where a provider of the same dialect may pass frames on as
 *     they are, and {@code config} is only what they mean; null where it must not
 */
public record RealtimeOrder(
    RealtimeConfig config,
    String upstreamModel,
    CallOptions options,
    RealtimeListener listener,
    CancelSignal cancellation,
    @Nullable Passing passing) {
  public RealtimeOrder {
    Objects.requireNonNull(config);
    Objects.requireNonNull(upstreamModel);
    Objects.requireNonNull(options);
    Objects.requireNonNull(listener);
    Objects.requireNonNull(cancellation);
  }

  /** An order whose frames are all translated. */
  public RealtimeOrder(
      RealtimeConfig config,
      String upstreamModel,
      CallOptions options,
      RealtimeListener listener,
      CancelSignal cancellation) {
    this(config, upstreamModel, options, listener, cancellation, null);
  }

  /**
   * A caller's own dialect.
   *
   * @param first the frame with which its session begins, where the dialect has one: Gemini's
   *     {@code setup}, or the {@code session.update} of a client secret of OpenAI's; null for none
   */
  public record Passing(Dialect dialect, @Nullable String first) {
    public Passing {
      Objects.requireNonNull(dialect);
    }
  }

  /** Whether frames of this dialect go through as they are. */
  public boolean passes(Dialect dialect) {
    return passing != null && passing.dialect == dialect;
  }
}
