package dev.switchboard.journal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A mapped file of places of one size, each free or with one intent.
 *
 * <pre>
 *  0  size of a place  8
 *  8  places, each:
 *     0  word     8  checksum of the rest and payload length, as in a frame; zero while it is free
 *     8  owner    8  whose intent it is
 *    16  version  8  of an owner's intents the highest stands
 *    24  payload
 * </pre>
 *
 * <p>Little-endian, aligned to eight bytes. The word is stored last, with release order. A place is
 * written by whoever holds it; nothing is ever forced to the device.
 */
final class IntentFile {
  static final int HEAD_BYTES = 24;

  private static final int FILE_HEAD_BYTES = 8;
  private static final int MOST_BYTES = 1 << 29;

  private final Path path;
  private final ByteBuffer memory;
  private final int placeBytes;

  private IntentFile(Path path, ByteBuffer memory, int placeBytes) {
    this.path = path;
    this.memory = memory;
    this.placeBytes = placeBytes;
  }

  /** What one place says. */
  static final class Left {
    private final long owner;
    private final long version;
    private final byte[] bytes;

    private Left(long owner, long version, byte[] bytes) {
      this.owner = owner;
      this.version = version;
      this.bytes = bytes;
    }

    long owner() {
      return owner;
    }

    /** The one that was written later; of one owner. */
    static Left later(Left a, Left b) {
      return a.version > b.version ? a : b;
    }

    /** Not to be changed. */
    byte[] bytes() {
      return bytes;
    }
  }

  /**
   * Makes one with every block allocated, so that writing to it cannot meet a full disk.
   *
   * @param placeBytes a multiple of eight
   * @throws IOException if there is no room; nothing is left behind
   */
  static IntentFile create(Path path, int places, int placeBytes) throws IOException {
    long size = FILE_HEAD_BYTES + (long) places * placeBytes;
    if (size > MOST_BYTES) {
      throw new IOException("an intent of " + size + " bytes (expected: <= " + MOST_BYTES + ")");
    }
    try (FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
      zeros.putLong(0, placeBytes);
      while (zeros.hasRemaining()) {
        channel.write(zeros);
      }
      // Unmapped when nothing refers to it any more: an intent may be withdrawn after the end.
      ByteBuffer memory =
          channel
              .map(MapMode.READ_WRITE, 0, size, Arena.ofAuto())
              .asByteBuffer()
              .order(ByteOrder.LITTLE_ENDIAN);
      return new IntentFile(path, memory, placeBytes);
    } catch (IOException e) {
      Files.deleteIfExists(path);
      throw e;
    }
  }

  /** The most bytes that a place holds. */
  int room() {
    return placeBytes - HEAD_BYTES;
  }

  /** Writes an intent in a free place. */
  void write(int place, long owner, long version, byte[] bytes) {
    int at = FILE_HEAD_BYTES + place * placeBytes;
    memory.putLong(at + 8, owner);
    memory.putLong(at + 16, version);
    memory.put(at + HEAD_BYTES, bytes);
    Frame.WORD.setRelease(memory, at, word(owner, version, bytes));
  }

  /** Frees a place. */
  void clear(int place) {
    Frame.WORD.setRelease(memory, FILE_HEAD_BYTES + place * placeBytes, 0L);
  }

  void delete() throws IOException {
    Files.deleteIfExists(path);
  }

  /**
   * What a process has left in a file; places that were torn by a power failure say nothing.
   *
   * @throws IOException if it cannot be read
   */
  static List<Left> read(Path path) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    List<Left> left = new ArrayList<>();
    if (file.limit() < FILE_HEAD_BYTES) {
      return left;
    }
    long placeBytes = file.getLong(0);
    if (placeBytes < HEAD_BYTES || placeBytes > file.limit()) {
      return left;
    }
    for (long at = FILE_HEAD_BYTES; at + placeBytes <= file.limit(); at += placeBytes) {
      long word = file.getLong((int) at);
      int length = (int) word;
      if (word == 0 || length <= 0 || length > placeBytes - HEAD_BYTES) {
        continue;
      }
      byte[] bytes = new byte[length];
      file.get((int) at + HEAD_BYTES, bytes);
      long owner = file.getLong((int) at + 8);
      long version = file.getLong((int) at + 16);
      if (word == word(owner, version, bytes)) {
        left.add(new Left(owner, version, bytes));
      }
    }
    return left;
  }

  private static long word(long owner, long version, byte[] bytes) {
    return Frame.word(
        owner ^ Long.rotateLeft(version, 32),
        bytes.length,
        Frame.payloadChecksum(bytes, 0, bytes.length));
  }
}
