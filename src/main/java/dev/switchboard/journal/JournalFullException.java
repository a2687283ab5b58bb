package dev.switchboard.journal;

/**
 * The journal has reached its disk bound because a reader lags; the record was not appended. It
 * takes records again as soon as the reader has released a segment.
 */
public final class JournalFullException extends JournalException {

  private static final long serialVersionUID = 1;

  private final long maxBytes;

  JournalFullException(long maxBytes, String holding) {
    super("journal full: " + maxBytes + " bytes in use or reserved (maxBytes); " + holding);
    this.maxBytes = maxBytes;
  }

  /** The bound that was reached, in bytes. */
  public long maxBytes() {
    return maxBytes;
  }
}
