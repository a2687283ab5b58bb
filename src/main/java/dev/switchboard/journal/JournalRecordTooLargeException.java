package dev.switchboard.journal;

/** A record is larger than a segment can hold; it was not appended and never can be. */
public final class JournalRecordTooLargeException extends JournalException {

  private static final long serialVersionUID = 1;

  private final long length;
  private final long limit;

  JournalRecordTooLargeException(long length, long limit) {
    super("record: " + length + " bytes (expected: <= " + limit + ", the room in one segment)");
    this.length = length;
    this.limit = limit;
  }

  /** Size of the refused record, in bytes. */
  public long length() {
    return length;
  }

  /** The largest record that is taken, in bytes. */
  public long limit() {
    return limit;
  }
}
