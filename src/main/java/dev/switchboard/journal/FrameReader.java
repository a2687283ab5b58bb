package dev.switchboard.journal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Reads and verifies the frames in one segment's memory; never writes. */
final class FrameReader {

  private static final int CHUNK_BYTES = 1 << 16;
  private static final int NOT_WHOLE = 0;

  private final MemorySegment memory;
  private final ByteBuffer view;
  private final long base;
  private final long journalId;

  FrameReader(MemorySegment memory, SegmentHeader header) {
    this.memory = memory;
    this.view = memory.asByteBuffer();
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
    int kind = wholeKind(offset, limit);
    if (kind == Frame.RECORD) {
      return new Step.Whole(offset, Frame.length((int) word(offset)));
    }
    if (kind == Frame.SEAL) {
      return new Step.Seal(offset);
    }
    long written = endOfWritten(offset, limit);
    if (written == offset) {
      return new Step.Blank(offset);
    }
    for (long next = offset + Frame.ALIGNMENT; next < written; next += Frame.ALIGNMENT) {
      if (wholeKind(next, limit) != NOT_WHOLE) {
        return new Step.Damaged(offset, next);
      }
    }
    return new Step.Torn(offset, written);
  }

  private int wholeKind(long offset, long limit) {
    long room = limit - offset - Frame.HEADER_BYTES;
    if (room < 0 || memory.get(Frame.LONG, offset) != Frame.stamp(journalId, base + offset)) {
      return NOT_WHOLE;
    }
    long word = word(offset);
    int tag = (int) word;
    int kind = Frame.kind(tag);
    int length = Frame.length(tag);
    boolean known = kind == Frame.RECORD || (kind == Frame.SEAL && length == 0);
    if (!known || Frame.size(length) - Frame.HEADER_BYTES > room) {
      return NOT_WHOLE;
    }
    long payload = offset + Frame.HEADER_BYTES;
    boolean whole =
        word == Frame.word(Frame.stamp(journalId, base + offset), tag, checksum(payload, length))
            && isZero(payload + length, offset + Frame.size(length));
    return whole ? kind : NOT_WHOLE;
  }

  private long word(long offset) {
    return (long) Frame.WORD.getAcquire(memory, offset + Frame.WORD_OFFSET);
  }

  private int checksum(long from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(view.slice((int) from, length));
    return (int) crc.getValue();
  }

  private boolean isZero(long from, long to) {
    for (long at = from; at < to; at++) {
      if (memory.get(ValueLayout.JAVA_BYTE, at) != 0) {
        return false;
      }
    }
    return true;
  }

  /** The end of the last aligned word in the range that is not zero; {@code from} if none. */
  private long endOfWritten(long from, long limit) {
    MemorySegment zeros = MemorySegment.ofArray(new byte[CHUNK_BYTES]);
    long chunkEnd = limit;
    while (chunkEnd > from) {
      long chunk = Math.max(from, chunkEnd - CHUNK_BYTES);
      if (MemorySegment.mismatch(memory, chunk, chunkEnd, zeros, 0, chunkEnd - chunk) >= 0) {
        return endOfWrittenIn(chunk, chunkEnd);
      }
      chunkEnd = chunk;
    }
    return from;
  }

  private long endOfWrittenIn(long from, long to) {
    long end = to;
    while (end > from && memory.get(Frame.LONG, end - Frame.ALIGNMENT) == 0) {
      end -= Frame.ALIGNMENT;
    }
    return end;
  }
}
