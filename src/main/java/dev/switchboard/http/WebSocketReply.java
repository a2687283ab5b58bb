package dev.switchboard.http;

/** What a server says to a request for a WebSocket. */
public sealed interface WebSocketReply {
  /** Yes; the session must be closed. */
  record Opened(WebSocket socket, Headers headers) implements WebSocketReply {}

  /** No, by an ordinary answer, whose body must be read to its end or closed. */
  record Refused(UpstreamResponse response) implements WebSocketReply {}
}
