package dev.switchboard.journal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One mapped segment file.
 *
 * <p>Many threads may read it; {@link #append}, {@link #seal} and {@link #restore} belong to
 * whoever holds the journal's append lock. After {@link #close} any use throws {@link
 * IllegalStateException}.
 */
final class Segment implements AutoCloseable {

  /** What {@link #append} returns when the record does not fit any more. */
  static final long NO_ROOM = -1;

  private final Path file;
  private final SegmentHeader header;
  private final Arena arena;
  private final MemorySegment mapping;
  private final ByteBuffer memory;
  private final FrameReader frames;
  private long writeOffset = SegmentHeader.BYTES;
  private boolean sealed;

  private Segment(Path file, SegmentHeader header, Arena arena, MemorySegment mapping) {
    this.file = file;
    this.header = header;
    this.arena = arena;
    this.mapping = mapping;
    this.memory = mapping.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    this.frames = new FrameReader(memory, header);
  }

  /**
   * Maps a file.
   *
   * @param header what the file's header says; a file shorter than its capacity is mapped as far as
   *     it goes
   */
  static Segment map(Path file, SegmentHeader header, MapMode mode) throws IOException {
    Arena arena = Arena.ofShared();
    Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.READ);
    if (mode.equals(MapMode.READ_WRITE)) {
      options.add(StandardOpenOption.WRITE);
    }
    try (FileChannel channel = FileChannel.open(file, options)) {
      long bytes = Math.min(channel.size(), header.capacity()) & -Frame.ALIGNMENT;
      return new Segment(file, header, arena, channel.map(mode, 0, bytes, arena));
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  /** Whether it is mapped for writing. */
  boolean isWritable() {
    return !mapping.isReadOnly();
  }

  Path file() {
    return file;
  }

  SegmentHeader header() {
    return header;
  }

  long base() {
    return header.base();
  }

  /** The position after the file's last byte, where the next segment begins. */
  long end() {
    return header.base() + header.capacity();
  }

  /** Position of the first frame. */
  long firstPosition() {
    return header.base() + SegmentHeader.BYTES;
  }

  /** Position of the next frame to be written. */
  long writePosition() {
    return header.base() + writeOffset;
  }

  /** How many bytes of the file there are. */
  long bytes() {
    return mapping.byteSize();
  }

  /**
   * Appends a record.
   *
   * @param pieces what remains of them is the record
   * @param length of all of them
   * @return its position, or {@link #NO_ROOM}
   */
  long append(int payloadChecksum, List<ByteBuffer> pieces, int length) {
    long size = Frame.size(length);
    if (sealed || writeOffset + size + Frame.HEADER_BYTES > header.capacity()) {
      return NO_ROOM;
    }
    int offset = (int) writeOffset;
    if (length > 0) {
      // The padding; a write that failed here before may have left something.
      memory.putLong(offset + (int) size - Frame.ALIGNMENT, 0);
      int at = offset + Frame.HEADER_BYTES;
      for (ByteBuffer piece : pieces) {
        memory.put(at, piece, piece.position(), piece.remaining());
        at += piece.remaining();
      }
    }
    publish(offset, Frame.tag(Frame.RECORD, length), payloadChecksum);
    checkWritten(offset);
    writeOffset = offset + size;
    return header.base() + offset;
  }

  /** Says that the log goes on in the next segment; there is always room for it. */
  void seal() {
    if (!sealed) {
      publish(
          (int) writeOffset, Frame.tag(Frame.SEAL, 0), Frame.payloadChecksum(new byte[0], 0, 0));
      sealed = true;
    }
  }

  private void publish(int offset, int tag, int payloadChecksum) {
    long stamp = Frame.stamp(header.journalId(), header.base() + offset);
    memory.putLong(offset, stamp);
    Frame.WORD.setRelease(
        memory, offset + Frame.WORD_OFFSET, Frame.word(stamp, tag, payloadChecksum));
  }

  /**
   * Reads back. Where memory cannot be written the virtual machine goes on at first and throws its
   * error a little later; the record must not count as appended by then.
   */
  private void checkWritten(int offset) {
    // Without the fence the compiler would answer from the store before.
    VarHandle.fullFence();
    if (memory.getLong(offset) != Frame.stamp(header.journalId(), header.base() + offset)
        || (long) Frame.WORD.getAcquire(memory, offset + Frame.WORD_OFFSET) == 0) {
      throw new InternalError("written bytes cannot be read back");
    }
  }

  /**
   * Takes up writing where a scan found the end: rewrites the header, wipes the torn tail.
   *
   * @param scan of this segment
   */
  void restore(Scan scan) {
    memory.put(0, header.encode());
    memory.put((int) scan.endOffset(), new byte[(int) scan.tornBytes()]);
    writeOffset = scan.endOffset();
    sealed = scan.sealed();
  }

  /** What stands at a position, looking no further than {@code limitPosition}. */
  Step stepAt(long position, long limitPosition) {
    long limit = Math.min(limitPosition - header.base(), mapping.byteSize());
    long offset = Math.min(position - header.base(), limit);
    return frames.at(offset, limit);
  }

  /**
   * Forces what lies between two positions to the device; nothing if already closed.
   *
   * @throws java.io.UncheckedIOException if the device refuses
   */
  void force(long fromPosition, long toPosition) {
    long from = Math.max(0, fromPosition - header.base());
    long to = Math.min(toPosition - header.base(), mapping.byteSize());
    synchronized (arena) {
      if (arena.scope().isAlive() && from < to) {
        mapping.asSlice(from, to - from).force();
      }
    }
  }

  /** Unmaps the file. */
  @Override
  public void close() {
    synchronized (arena) {
      if (arena.scope().isAlive()) {
        arena.close();
      }
    }
  }
}
