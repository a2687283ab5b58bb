package dev.switchboard.http;

/** The caller has left, so that nothing can be answered any more. */
public final class CallerGoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CallerGoneException(String message) {
    super(message, null, false, false);
  }
}
