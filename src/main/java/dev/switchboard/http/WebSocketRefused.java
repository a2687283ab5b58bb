package dev.switchboard.http;

/** A request that asks for a WebSocket in a way that none can be opened for. */
public final class WebSocketRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  WebSocketRefused(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  /**
   * What to answer with: 400, or 426 together with {@code Sec-WebSocket-Version: 13} for another
   * version of the protocol.
   */
  public int status() {
    return status;
  }
}
