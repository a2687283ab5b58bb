package dev.switchboard.journal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The layout of one frame, little-endian and aligned to eight bytes.
 *
 * <pre>
 *  0  stamp    8  position XOR journal id: tells where this frame belongs, and finds the next one after damage
 *  8  tag      4  kind (high 4 bits: 1 record, 2 seal) and payload length (low 28 bits)
 * 12  checksum 4  CRC32C of stamp, tag and the payload's CRC32C
 * 16  payload     then zeros to the next multiple of eight
 * </pre>
 *
 * <p>Tag and checksum are one aligned 64-bit word, stored last with release order: while it is
 * zero, nothing is there. A seal has no payload and says that the log goes on in the next segment.
 */
final class Frame {

  static final int HEADER_BYTES = 16;
  static final int ALIGNMENT = 8;
  static final int RECORD = 1;
  static final int SEAL = 2;
  static final int WORD_OFFSET = 8;

  /**
   * Access to the word, by (buffer, byte offset). A view of a buffer rather than of a {@code
   * MemorySegment}, whose handles take tens of milliseconds to be spun at the first use.
   */
  static final VarHandle WORD =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int LENGTH_BITS = 28;
  private static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;

  private Frame() {}

  static long size(int length) {
    return HEADER_BYTES + ((length + (ALIGNMENT - 1L)) & -ALIGNMENT);
  }

  static long stamp(long journalId, long position) {
    return journalId ^ position;
  }

  static int tag(int kind, int length) {
    return kind << LENGTH_BITS | length;
  }

  static int kind(int tag) {
    return tag >>> LENGTH_BITS;
  }

  static int length(int tag) {
    return tag & LENGTH_MASK;
  }

  static long word(long stamp, int tag, int payloadChecksum) {
    return (long) checksum(stamp, tag, payloadChecksum) << 32 | Integer.toUnsignedLong(tag);
  }

  static int payloadChecksum(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  /** That of what remains of all pieces together, which are not moved. */
  static int payloadChecksum(List<ByteBuffer> pieces) {
    CRC32C crc = new CRC32C();
    for (ByteBuffer piece : pieces) {
      crc.update(piece.duplicate());
    }
    return (int) crc.getValue();
  }

  // The payload's checksum is taken before the position is known, outside the append lock; this
  // second, short one ties it to its place.
  private static int checksum(long stamp, int tag, int payloadChecksum) {
    byte[] bytes = new byte[16];
    put(bytes, 0, stamp);
    put(bytes, 8, Integer.toUnsignedLong(payloadChecksum) << 32 | Integer.toUnsignedLong(tag));
    return payloadChecksum(bytes, 0, bytes.length);
  }

  private static void put(byte[] bytes, int at, long value) {
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[at + i] = (byte) (value >>> (8 * i));
    }
  }
}
