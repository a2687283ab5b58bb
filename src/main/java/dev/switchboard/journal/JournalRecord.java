package dev.switchboard.journal;

/** One record as read back, its checksum verified. */
public final class JournalRecord {

  private final long position;
  private final long nextPosition;
  private final byte[] bytes;

  JournalRecord(long position, long nextPosition, byte[] bytes) {
    this.position = position;
    this.nextPosition = nextPosition;
    this.bytes = bytes;
  }

  /** Where it stands: what {@link Journal#append(byte[])} returned. */
  public long position() {
    return position;
  }

  /** Where to go on after it: what a reader stores as its progress. */
  public long nextPosition() {
    return nextPosition;
  }

  /** The bytes as appended; an array of this record alone, not copied again. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public String toString() {
    return "JournalRecord[" + position + ", " + bytes.length + " bytes]";
  }
}
