package dev.switchboard.wire;

/** Bytes of a stream that are no events; has no stack trace, and its message none of the bytes. */
public final class FramingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public FramingException(String message) {
    super(message, null, false, false);
  }
}
