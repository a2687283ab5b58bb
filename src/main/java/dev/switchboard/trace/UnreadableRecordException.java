package dev.switchboard.trace;

/** Bytes that are no call record of a known version; the message holds none of their content. */
public final class UnreadableRecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableRecordException(String message) {
    super(message);
  }

  UnreadableRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
