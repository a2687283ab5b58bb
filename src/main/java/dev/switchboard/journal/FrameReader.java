package dev.switchboard.journal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads and verifies the frames in one segment's memory; never writes.
 *
 * <p>Bytes are copied to the heap before they are looked at: when the file was cut or the device
 * fails, the virtual machine turns the fault of a copy into an {@link InternalError}, but that of a
 * checksum or comparison on mapped memory into its own death.
 */
final class FrameReader {

  private static final int CHUNK_BYTES = 1 << 16;

  private final ByteBuffer memory;
  private final long base;
  private final long journalId;

  /**
   * A reader.
   *
   * @param memory the segment's file, little-endian
   */
  FrameReader(ByteBuffer memory, SegmentHeader header) {
    this.memory = memory;
    this.base = header.base();
    this.journalId = header.journalId();
  }

  /**
   * Tells what stands at an offset.
   *
   * @param offset a multiple of eight, at most {@code limit}
   * @param limit where to stop looking, a multiple of eight
   */
  Step at(long offset, long limit) {
    // Looked at twice, because another process may publish a frame here while this one looks on.
    return wholeFrame(offset, limit)
        .orElseGet(() -> {
          Step broken = broken(offset, limit);
          return wholeFrame(offset, limit).orElse(broken);
        });
  }

  private Step broken(long offset, long limit) {
    long written = endOfWritten(offset, limit);
    if (written == offset) {
      return new Step.Blank(offset);
    }
    for (long next = offset + Frame.ALIGNMENT; next < written; next += Frame.ALIGNMENT) {
      if (isStamped(next, limit) && wholeFrame(next, limit).isPresent()) {
        return new Step.Damaged(offset, next);
      }
    }
    return new Step.Torn(offset, written);
  }

  private boolean isStamped(long offset, long limit) {
    return limit - offset >= Frame.HEADER_BYTES
        && memory.getLong((int) offset) == Frame.stamp(journalId, base + offset);
  }

  private Optional<Step> wholeFrame(long offset, long limit) {
    if (!isStamped(offset, limit)) {
      return Optional.empty();
    }
    long word = (long) Frame.WORD.getAcquire(memory, (int) offset + Frame.WORD_OFFSET);
    int tag = (int) word;
    int kind = Frame.kind(tag);
    int length = Frame.length(tag);
    boolean known = kind == Frame.RECORD || (kind == Frame.SEAL && length == 0);
    if (!known || Frame.size(length) > limit - offset) {
      return Optional.empty();
    }
    byte[] payload = copy(offset + Frame.HEADER_BYTES, length);
    byte[] padding =
        copy(
            offset + Frame.HEADER_BYTES + length,
            (int) Frame.size(length) - Frame.HEADER_BYTES - length);
    int checksum = Frame.payloadChecksum(payload, 0, length);
    if (word != Frame.word(Frame.stamp(journalId, base + offset), tag, checksum)
        || !isZero(padding)) {
      return Optional.empty();
    }
    return Optional.of(
        kind == Frame.SEAL ? new Step.Seal(offset) : new Step.Whole(offset, payload));
  }

  private byte[] copy(long from, int length) {
    byte[] bytes = new byte[length];
    memory.get((int) from, bytes);
    return bytes;
  }

  private static boolean isZero(byte[] bytes) {
    return Arrays.mismatch(bytes, new byte[bytes.length]) < 0;
  }

  /**
   * The end of the last aligned word in the range that is not zero; {@code from} if none. Blank
   * chunks are told by their checksum, the one operation that is fast before anything is compiled.
   */
  private long endOfWritten(long from, long limit) {
    int blank = Frame.payloadChecksum(new byte[CHUNK_BYTES], 0, CHUNK_BYTES);
    byte[] chunk = new byte[CHUNK_BYTES];
    long end = limit;
    while (end - from >= CHUNK_BYTES) {
      memory.get((int) end - CHUNK_BYTES, chunk);
      if (Frame.payloadChecksum(chunk, 0, CHUNK_BYTES) != blank) {
        return end - CHUNK_BYTES + endOfWritten(chunk);
      }
      end -= CHUNK_BYTES;
    }
    return from + endOfWritten(copy(from, (int) (end - from)));
  }

  private static int endOfWritten(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return (end + Frame.ALIGNMENT - 1) & -Frame.ALIGNMENT;
  }
}
