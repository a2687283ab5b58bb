package dev.switchboard.journal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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

  private final MemorySegment memory;
  private final long base;
  private final long journalId;

  FrameReader(MemorySegment memory, SegmentHeader header) {
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
        && memory.get(Frame.LONG, offset) == Frame.stamp(journalId, base + offset);
  }

  private Optional<Step> wholeFrame(long offset, long limit) {
    if (!isStamped(offset, limit)) {
      return Optional.empty();
    }
    long word = (long) Frame.WORD.getAcquire(memory, offset + Frame.WORD_OFFSET);
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
    MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, from, bytes, 0, length);
    return bytes;
  }

  private static boolean isZero(byte[] bytes) {
    return Arrays.mismatch(bytes, new byte[bytes.length]) < 0;
  }

  /** The end of the last aligned word in the range that is not zero; {@code from} if none. */
  private long endOfWritten(long from, long limit) {
    long chunkEnd = limit;
    while (chunkEnd > from) {
      long chunk = Math.max(from, chunkEnd - CHUNK_BYTES);
      byte[] bytes = copy(chunk, (int) (chunkEnd - chunk));
      if (!isZero(bytes)) {
        return chunk + endOfWritten(bytes);
      }
      chunkEnd = chunk;
    }
    return from;
  }

  private static int endOfWritten(byte[] bytes) {
    int end = bytes.length;
    while (bytes[end - 1] == 0) {
      end--;
    }
    return (end + Frame.ALIGNMENT - 1) & -Frame.ALIGNMENT;
  }
}
