package dev.switchboard.ingress;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.RealtimeEvent;
import dev.switchboard.provider.RealtimeOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One caller's way to speak with a voice session over a WebSocket; holds what it must remember of
 * it. One thread receives while another tells.
 */
public interface VoiceDialect {

  /**
   * Does what a message asks for. The first that says how the session is to be calls {@link
   * VoiceLine#open}, unless the session was opened before.
   *
   * @throws dev.switchboard.ir.FailureException for a message that is wrong; the session goes on
   */
  void received(String message, VoiceLine line);

  /** What the caller speaks, where a provider of the same dialect may pass its frames on. */
  default RealtimeOrder.@Nullable Passing passing() {
    return null;
  }

  /** The messages that an event is for this caller; often none. */
  List<String> told(RealtimeEvent event);

  /**
   * The message that says what is wrong.
   *
   * @param message the caller's, which it is about; null for none
   */
  List<String> failed(Failure failure, @Nullable String message);
}
