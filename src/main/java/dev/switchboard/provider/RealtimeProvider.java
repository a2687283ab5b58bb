package dev.switchboard.provider;

import dev.switchboard.access.Lease;

/** A vendor whose models hold voice sessions of their own. */
public interface RealtimeProvider {

  /** The configured name: what stands before the slash in {@code provider/model}. */
  String name();

  /** Whether a model holds voice sessions; else it is asked turn by turn, as any other. */
  boolean holds(String upstreamModel);

  /**
   * Opens a session. Returns when the provider has accepted it: {@link
   * dev.switchboard.ir.RealtimeEvent.Started} may already be on its way to the listener.
   *
   * @param lease proof that the session was admitted for this provider
   * @throws dev.switchboard.ir.FailureException when it cannot be opened, in every way that {@link
   *     ChatProvider#chat} can fail; {@link dev.switchboard.ir.Failure.Unsupported} for what the
   *     provider's sessions cannot be set to
   */
  RealtimeLink open(Lease lease, RealtimeOrder order);
}
