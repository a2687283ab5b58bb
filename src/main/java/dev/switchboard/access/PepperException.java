package dev.switchboard.access;

/** The key pepper cannot be used; the message says why and what to do. Stops the start. */
public final class PepperException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PepperException(String message) {
    super(message);
  }

  PepperException(String message, Throwable cause) {
    super(message, cause);
  }
}
