package dev.switchboard.http;

import java.util.Objects;
import java.util.Optional;

/**
 * How a WebSocket that a caller asks for is opened.
 *
 * @param subprotocol one that the caller offers; empty to choose none
 * @param headers fields of the 101 beside those of the handshake
 * @param settings what is put up with
 */
public record WebSocketAccept(
    Optional<String> subprotocol, Headers headers, WebSocketSettings settings) {
  public WebSocketAccept {
    Objects.requireNonNull(subprotocol);
    Objects.requireNonNull(headers);
    Objects.requireNonNull(settings);
  }
}
