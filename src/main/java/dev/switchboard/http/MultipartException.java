package dev.switchboard.http;

/** A body is not the form that its content type says; the message is safe for callers. */
public final class MultipartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MultipartException(String message) {
    super(message);
  }
}
