package dev.switchboard.admin;

import org.jspecify.annotations.Nullable;

/** The admin credential cannot be used; the message says why and does not hold it. */
public final class AdminTokenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AdminTokenException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
