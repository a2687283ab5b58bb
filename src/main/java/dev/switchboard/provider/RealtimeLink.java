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
   * Whether frames of the caller's own dialect go through as they are: {@link #pass} then takes
   * each of them, and {@link #send} none.
   */
  default boolean passes() {
    return false;
  }

  /**
   * Passes on a caller's frame; only what names the model is changed. Otherwise as {@link #send}.
   *
   * @param frame the whole event in the dialect of {@link RealtimeOrder#passing}
   * @throws dev.switchboard.ir.FailureException with {@link
   *     dev.switchboard.ir.Failure.InvalidRequest} for what is no event, or asks for another model
   */
  default void pass(String frame) {
    throw new IllegalStateException("a link that passes nothing on");
  }

  /**
   * Ends it from any thread, once or more often. What the provider says until it knows still
   * reaches the listener, its usage above all; {@link dev.switchboard.ir.RealtimeEvent.Ended} comes
   * within seconds.
   */
  @Override
  void close();
}
