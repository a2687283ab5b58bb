package dev.switchboard.http;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * One request and its answer, used by one thread. Exactly one of {@link #respond}, {@link #stream}
 * and {@link #webSocket} is called, once.
 */
public interface Exchange {
  /**
   * The method, for example {@code POST}. A {@code HEAD} is a {@code GET} here: it is to be
   * answered in the same way, and the body stays behind when it goes out.
   */
  String method();

  /** The path as sent: not decoded, without the query, beginning with a slash. */
  String path();

  /** The query: raw and decoded. */
  Query query();

  /** The request's fields. */
  Headers headers();

  /** The first value of a field. */
  default Optional<String> header(String name) {
    return headers().first(name);
  }

  /**
   * The whole request body; empty if there is none. Waits for what has not arrived yet, so that a
   * handler may check the caller first; a caller that asked {@code Expect: 100-continue} is told to
   * go on here. The array belongs to the handler.
   *
   * @throws BodyTooLarge if the body is over {@link ServerConfig#maxBodyBytes()}; the exchange can
   *     still be answered, which closes the connection
   * @throws CallerGoneException if the caller left, or sent the rest too slowly
   */
  byte[] body();

  /** The peer's address: the caller, or the proxy before us. */
  InetSocketAddress remoteAddress();

  /** Whether the caller has left. */
  boolean isCallerGone();

  /** Whether an answer has begun; after that there cannot be another. */
  boolean isAnswered();

  /**
   * Calls {@code action} once, on a virtual thread of its own, as soon as the caller is seen to
   * have left while this exchange runs; at once if it already has. Replaces no earlier action: each
   * is called. Never called after the answer is complete.
   */
  void onCallerGone(Runnable action);

  /**
   * Answers with a whole body. Waits for a large one, over 128 KiB, until the caller has taken it
   * or has left; for a small one not. {@code Content-Length}, {@code Date} and {@code Connection}
   * are set here and must not be among {@code headers}. For {@code HEAD} the body is counted, not
   * sent.
   *
   * @param status 200 to 599
   * @param headers the fields, {@code Content-Type} among them
   * @param body the body; must not be changed afterwards
   * @throws CallerGoneException if the caller has left
   */
  void respond(int status, Headers headers, byte[] body);

  /**
   * Begins an answer whose body is written piece by piece. The head goes out with the first piece.
   *
   * @param status 200 to 599
   * @param headers as for {@link #respond}
   * @throws CallerGoneException if the caller has left
   */
  ResponseStream stream(int status, Headers headers);

  /**
   * Whether the caller wants to go on as a WebSocket; any other upgrade is none of our business.
   */
  default boolean asksForWebSocket() {
    return headers().hasToken("Upgrade", "websocket");
  }

  /** The sub-protocols that the caller offers for a WebSocket, the best first. */
  default List<String> subprotocols() {
    return WebSocketHandshake.offered(headers());
  }

  /**
   * Answers 101 and goes on as a WebSocket, until the handler returns: a session still open is then
   * closed with {@link WebSocketClose#NORMAL}, or with {@link WebSocketClose#INTERNAL_ERROR} if the
   * handler throws. No compression or other extension is agreed on.
   *
   * @throws WebSocketRefused if the request is not a valid handshake; it can still be answered
   * @throws CallerGoneException if the caller has left
   * @throws IllegalArgumentException for a sub-protocol not offered, or a field set here
   */
  WebSocket webSocket(WebSocketAccept accept);
}
