package dev.switchboard.http;

/** A peer's bytes that are not HTTP/1.1 as this room accepts it. */
final class ProtocolException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * Describes a breach of the protocol.
   *
   * @param status the status a server answers it with
   * @param message what was wrong, free of the peer's secrets
   */
  ProtocolException(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }
}
