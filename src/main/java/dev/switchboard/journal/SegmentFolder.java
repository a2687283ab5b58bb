package dev.switchboard.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder and the names in it.
 *
 * <pre>
 *  00000000000016777216.journal    a segment, named after the position of its first byte
 *  00000000000033554432.preparing  a segment in the making, or a wiped one that is kept to become
 *                                  another; not part of the journal
 *  00000000000000000000.damaged    a file set aside because its header was unreadable
 * </pre>
 *
 * @param directory the folder
 * @param durable whether new files are forced to the device before they are used
 */
record SegmentFolder(Path directory, boolean durable) {

  private static final Logger log = LoggerFactory.getLogger(SegmentFolder.class);
  private static final int NAME_DIGITS = 20;
  private static final String SEGMENT = ".journal";
  private static final String PREPARING = ".preparing";
  private static final int FILL_BYTES = 1 << 17;

  /**
   * A segment file by its name alone.
   *
   * @param file where it is
   * @param base what its name says
   */
  record Named(Path file, long base) {}

  /** The segment files, by position. */
  List<Named> list() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .flatMap(file -> named(file).stream())
          .sorted((a, b) -> Long.compare(a.base(), b.base()))
          .toList();
    }
  }

  private static Optional<Named> named(Path file) {
    String name = file.getFileName().toString();
    boolean segment =
        name.length() == NAME_DIGITS + SEGMENT.length()
            && name.endsWith(SEGMENT)
            && name.chars().limit(NAME_DIGITS).allMatch(c -> c >= '0' && c <= '9')
            && name.compareTo(fileName(Long.MAX_VALUE)) <= 0;
    return segment
        ? Optional.of(new Named(file, Long.parseLong(name, 0, NAME_DIGITS, 10)))
        : Optional.empty();
  }

  /** Deletes what an interrupted {@link #prepare} left. */
  void deleteUnfinished() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(PREPARING)).toList()) {
        Files.delete(file);
      }
    }
  }

  /** The first bytes of a file, fewer if it is shorter than a header. */
  byte[] readHeader(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(SegmentHeader.BYTES);
    }
  }

  /**
   * Makes a segment file with every block allocated, so that writing to its mapping cannot meet a
   * full disk (which would be a SIGBUS, not an error). It gets its name when it is complete.
   *
   * @throws IOException if there is no room, or anything else is wrong; nothing is left behind
   */
  Segment prepare(SegmentHeader header) throws IOException {
    Path unfinished = directory.resolve(name(header.base()) + PREPARING);
    Path file = directory.resolve(fileName(header.base()));
    try {
      try (FileChannel channel =
          FileChannel.open(unfinished, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.truncate(0);
        writeFully(channel, ByteBuffer.wrap(header.encode()));
        fill(channel, header.capacity());
        force(channel);
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      deleteQuietly(unfinished);
      throw e;
    }
    forceDirectory();
    return Segment.map(file, header, MapMode.READ_WRITE);
  }

  /**
   * Takes a segment out of the journal, unmaps it, wipes it and keeps its file for {@link #reuse}:
   * making a new file of the same size costs several times as much.
   *
   * @return its file under the name of one in the making; empty if it had to be deleted instead
   */
  Optional<Path> retire(Segment segment) {
    Path unfinished = directory.resolve(name(segment.base()) + PREPARING);
    try {
      // The name first: whoever looks on from another process must not take zeros for damage.
      Files.move(segment.file(), unfinished, StandardCopyOption.ATOMIC_MOVE);
      segment.close();
      // Written, not stored to the mapping: each page that was forced once would fault again.
      try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
        fill(channel, segment.header().capacity());
      }
      return Optional.of(unfinished);
    } catch (IOException e) {
      log.warn("{} cannot be used again: {}", segment.file(), e.toString());
      delete(segment);
      deleteQuietly(unfinished);
      return Optional.empty();
    }
  }

  /**
   * Makes a segment file of a retired one.
   *
   * @throws IOException if that fails; nothing is left behind
   */
  Segment reuse(Path retired, SegmentHeader header) throws IOException {
    Path file = directory.resolve(fileName(header.base()));
    try (FileChannel channel = FileChannel.open(retired, StandardOpenOption.WRITE)) {
      writeFully(channel, ByteBuffer.wrap(header.encode()));
      force(channel);
      Files.move(retired, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      deleteQuietly(retired);
      throw new IOException("a used segment file cannot be used again: " + e, e);
    }
    forceDirectory();
    return Segment.map(file, header, MapMode.READ_WRITE);
  }

  /** Brings a file that was cut back to its full size, with zeros; nothing if it was not. */
  void extend(Path file, long capacity) throws IOException {
    if (Files.size(file) >= capacity) {
      return;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.position(channel.size());
      fill(channel, capacity);
      force(channel);
    }
  }

  /**
   * Takes a file out of the journal without deleting it.
   *
   * @return its new name
   */
  Path setAside(Named named) throws IOException {
    Path target = directory.resolve(name(named.base()) + ".damaged");
    for (int copy = 2; Files.exists(target); copy++) {
      target = directory.resolve(name(named.base()) + ".damaged-" + copy);
    }
    return Files.move(named.file(), target, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Deletes the file of a retired segment. */
  void delete(Path retired) {
    deleteQuietly(retired);
  }

  /** Unmaps and deletes a segment. */
  void delete(Segment segment) {
    segment.close();
    deleteQuietly(segment.file());
  }

  private void fill(FileChannel channel, long capacity) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(FILL_BYTES);
    for (long left = capacity - channel.position(); left > 0; left -= zeros.limit()) {
      zeros.clear().limit((int) Math.min(left, FILL_BYTES));
      writeFully(channel, zeros);
    }
  }

  private void force(FileChannel channel) throws IOException {
    if (durable) {
      channel.force(true);
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  static String fileName(long base) {
    return name(base) + SEGMENT;
  }

  private static String name(long base) {
    String digits = Long.toString(base);
    return "0".repeat(NAME_DIGITS - digits.length()) + digits;
  }

  private void forceDirectory() {
    if (!durable) {
      return;
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows does not open folders; its file systems log renames themselves.
      log.debug("folder {} cannot be forced to the device", directory, e);
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.warn("{} could not be deleted: {}", file, e.toString());
    }
  }
}
