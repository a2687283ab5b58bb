package dev.switchboard.http;

import java.net.URI;
import java.util.List;
import java.util.Objects;

/**
 * One WebSocket to open.
 *
 * @param uri absolute, {@code ws} or {@code wss}; its escapes are sent as they are
 * @param headers without {@code Host}, {@code Connection}, {@code Upgrade} and those that begin
 *     with {@code Sec-WebSocket-}, which are set here
 * @param subprotocols offered, the best first
 * @param deadlines until it is open, of which {@code firstByte} bounds the server's answer; of an
 *     answer that is no 101, also its body
 * @param settings once it is open
 */
public record WebSocketRequest(
    URI uri,
    Headers headers,
    List<String> subprotocols,
    Deadlines deadlines,
    WebSocketSettings settings) {
  public WebSocketRequest {
    Objects.requireNonNull(uri);
    Objects.requireNonNull(headers);
    Objects.requireNonNull(deadlines);
    Objects.requireNonNull(settings);
    subprotocols = List.copyOf(subprotocols);
  }
}
