package dev.switchboard.provider;

import dev.switchboard.ir.RealtimeCommand;

/** An open voice session. */
public interface RealtimeLink extends AutoCloseable {

  /**
   * Tells it something; the order is kept. Used by one thread at a time. May block while the
   * provider takes nothing, so that a caller who sends too fast is read no faster.
   *
   * @throws dev.switchboard.ir.FailureException with {@link
   *     dev.switchboard.ir.Failure.InvalidRequest} or {@link
   *     dev.switchboard.ir.Failure.Unsupported} for a command that it cannot carry out; it goes on
   */
  void send(RealtimeCommand command);

  /**
   * Ends it from any thread, once or more often. What the provider says until it knows still
   * reaches the listener, its usage above all; {@link dev.switchboard.ir.RealtimeEvent.Ended} comes
   * within seconds.
   */
  @Override
  void close();
}
