package dev.switchboard.http;

/** A WebSocket that ended without the peer's closing frame, or had ended before it was used. */
public final class WebSocketException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;

  WebSocketException(WebSocketClose end) {
    super("WebSocket " + end.code() + ": " + end.reason(), null, false, false);
    this.code = end.code();
  }

  /** As in {@link WebSocketClose}: what it was closed with, or {@link WebSocketClose#ABNORMAL}. */
  public int code() {
    return code;
  }
}
