package dev.switchboard.http;

/** A peer's bytes that are not RFC 6455 as this room accepts it. */
final class WebSocketFault extends Exception {
  private static final long serialVersionUID = 1L;

  private final int code;

  /**
   * Describes a fault.
   *
   * @param code what the connection is closed with
   * @param message what was wrong and what was expected; fits a closing frame
   */
  WebSocketFault(int code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  WebSocketClose close() {
    return new WebSocketClose(code, String.valueOf(getMessage()));
  }
}
