package dev.switchboard.http;

/** An event of a stream beyond the reader's bound. */
public final class EventTooLarge extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EventTooLarge(int limitBytes) {
    super("event: more than " + limitBytes + " bytes");
  }
}
