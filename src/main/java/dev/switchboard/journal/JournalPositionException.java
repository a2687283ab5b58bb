package dev.switchboard.journal;

/** A reader asked to start where no record can be read from. */
public final class JournalPositionException extends JournalException {

  private static final long serialVersionUID = 1;

  private final long firstPosition;
  private final long endPosition;

  JournalPositionException(long position, String why, long firstPosition, long endPosition) {
    super(
        "position: "
            + position
            + " "
            + why
            + " (expected: a record's position or next position, "
            + firstPosition
            + " to "
            + endPosition
            + ")");
    this.firstPosition = firstPosition;
    this.endPosition = endPosition;
  }

  /** The first position still kept. */
  public long firstPosition() {
    return firstPosition;
  }

  /** Where the next record will go. */
  public long endPosition() {
    return endPosition;
  }
}
