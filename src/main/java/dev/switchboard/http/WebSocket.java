package dev.switchboard.http;

import java.time.Duration;
import java.util.Optional;

/**
 * A WebSocket under way, in blocking code: the same at both ends. Messages are received by one
 * thread; any thread may send, close and ask.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455">RFC 6455</a>
 */
public interface WebSocket extends AutoCloseable {
  /** The sub-protocol that both ends agreed on. */
  Optional<String> subprotocol();

  /**
   * Waits for the next message. Bytes are taken off the socket only as fast as messages are
   * received here: about {@link WebSocketSettings#maxWaitingBytes()} and one message wait in
   * memory.
   *
   * @return empty once the session is closed by a closing frame of either end, and when the server
   *     is being stopped; the session is then closed with {@link WebSocketClose#GOING_AWAY}
   * @throws WebSocketException if it ended in any other way, when what came before has been
   *     received
   */
  Optional<WebSocketMessage> receive();

  /**
   * The same, but waits that long at most.
   *
   * @return empty when nothing came in that time, too; the session goes on then
   */
  Optional<WebSocketMessage> receive(Duration within);

  /**
   * Sends a text in one frame. Blocks while the peer has not taken enough of what was sent before.
   *
   * @throws WebSocketException if the session is closed, or being closed
   * @throws IllegalArgumentException for a text with half a surrogate pair
   */
  void send(String text);

  /**
   * Sends bytes in one frame; otherwise as {@link #send(String)}.
   *
   * @param bytes must not be changed afterwards
   */
  void send(byte[] bytes);

  /**
   * Asks the peer to end the session and does not wait until it has. What it still sends is thrown
   * away. Does nothing on a session that is closed, or being closed.
   *
   * @param code one that may be on the wire
   * @param reason at most 123 bytes of UTF-8
   */
  void close(int code, String reason);

  /** Closes with {@link WebSocketClose#NORMAL}. */
  @Override
  default void close() {
    close(WebSocketClose.NORMAL, "");
  }

  /** How the peer ended the session, or how it broke; empty until then. */
  Optional<WebSocketClose> ended();

  /**
   * Calls {@code action} once, on a virtual thread of its own, as soon as the session is seen to be
   * ended by the peer or broken; at once if it already is.
   */
  void onEnd(Runnable action);
}
