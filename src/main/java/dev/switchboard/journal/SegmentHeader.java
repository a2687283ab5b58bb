package dev.switchboard.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The first 128 bytes of a segment file: two equal copies of 64 bytes, little-endian, so that a
 * damaged one can be restored from the other.
 *
 * <pre>
 *  0  magic      8  "SBJOURNL"
 *  8  version    4  1
 * 12  (zero)     4
 * 16  journal id 8  random, the same in all segments of a journal
 * 24  base       8  position of the file's first byte, also its name
 * 32  capacity   8  size of the file
 * 40  (zero)    20
 * 60  checksum   4  CRC32C of the 60 bytes before
 * </pre>
 *
 * @param journalId random number of the journal
 * @param base position of the file's first byte
 * @param capacity size of the file in bytes
 */
record SegmentHeader(long journalId, long base, long capacity) {

  static final int BYTES = 128;

  private static final int COPY_BYTES = 64;
  private static final int CHECKED_BYTES = COPY_BYTES - Integer.BYTES;
  private static final long MAGIC = 0x4c4e52554f4a4253L;
  private static final int VERSION = 1;

  /**
   * A header as found in a file.
   *
   * @param header what it says
   * @param damaged whether one of the two copies was unreadable
   */
  record Found(SegmentHeader header, boolean damaged) {}

  /** The largest payload that fits in a segment of this capacity, beside the seal. */
  static long maxRecordBytes(long capacity) {
    return capacity - BYTES - 2 * Frame.HEADER_BYTES;
  }

  /** Both copies. */
  byte[] encode() {
    ByteBuffer copy = ByteBuffer.allocate(COPY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    copy.putLong(MAGIC).putInt(VERSION).putInt(0);
    copy.putLong(journalId).putLong(base).putLong(capacity);
    copy.putInt(CHECKED_BYTES, Frame.payloadChecksum(copy.array(), 0, CHECKED_BYTES));
    return ByteBuffer.allocate(BYTES).put(copy.array()).put(copy.array()).array();
  }

  /**
   * Reads a header.
   *
   * @param bytes the beginning of a file, may be short
   * @return empty if neither copy is readable
   * @throws JournalCorruptException if it was written in another version of the format
   */
  static Optional<Found> decode(byte[] bytes) {
    Optional<SegmentHeader> first = copyAt(0, bytes);
    Optional<SegmentHeader> second = copyAt(COPY_BYTES, bytes);
    boolean damaged = first.isEmpty() || second.isEmpty();
    return first.or(() -> second).map(header -> new Found(header, damaged));
  }

  private static Optional<SegmentHeader> copyAt(int offset, byte[] bytes) {
    if (bytes.length < offset + COPY_BYTES) {
      return Optional.empty();
    }
    ByteBuffer copy = ByteBuffer.wrap(bytes, offset, COPY_BYTES).slice();
    copy.order(ByteOrder.LITTLE_ENDIAN);
    boolean whole =
        copy.getLong(0) == MAGIC
            && copy.getInt(CHECKED_BYTES) == Frame.payloadChecksum(bytes, offset, CHECKED_BYTES);
    if (!whole) {
      return Optional.empty();
    }
    if (copy.getInt(8) != VERSION) {
      throw new JournalCorruptException(
          "journal format version: " + copy.getInt(8) + " (expected: " + VERSION + ")");
    }
    return Optional.of(new SegmentHeader(copy.getLong(16), copy.getLong(24), copy.getLong(32)));
  }
}
