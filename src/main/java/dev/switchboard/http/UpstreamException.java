package dev.switchboard.http;

/**
 * A call that brought no complete response. Its message names the host, never the path, fields or
 * body.
 */
public final class UpstreamException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public enum Kind {
    /** The port answered that nobody listens, or the network that there is no way. */
    CONNECT_REFUSED,
    /** No connection in time. */
    CONNECT_TIMEOUT,
    /** The name has no address, or was not answered for in time. */
    DNS,
    /** The host has an address that may not be reached. */
    ADDRESS_REFUSED,
    /** The handshake failed, was not finished in time, or the certificate is not trusted. */
    TLS,
    /** The proxy would not let us through. */
    PROXY,
    /** No first body byte in time. */
    FIRST_BYTE_TIMEOUT,
    /** Silence in the middle of the body. */
    IDLE_TIMEOUT,
    /** The whole call took too long. */
    TOTAL_TIMEOUT,
    /** The connection ended before a whole response head had come. */
    RESET,
    /** The connection ended in the middle of the body. */
    CUT,
    /** Bytes that are not HTTP/1.1, or a body that does not decompress. */
    PROTOCOL,
    /** More bytes than the reader wants. */
    TOO_LARGE,
    /** Given up on our side. */
    CANCELLED
  }

  private final Kind kind;

  UpstreamException(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }

  /**
   * Whether no byte of the request can have been worked on, so that sending it again elsewhere
   * repeats nothing.
   */
  public boolean isBeforeRequest() {
    return switch (kind) {
      case CONNECT_REFUSED, CONNECT_TIMEOUT, DNS, ADDRESS_REFUSED, TLS, PROXY -> true;
      case FIRST_BYTE_TIMEOUT,
          IDLE_TIMEOUT,
          TOTAL_TIMEOUT,
          RESET,
          CUT,
          PROTOCOL,
          TOO_LARGE,
          CANCELLED ->
          false;
    };
  }
}
