package dev.switchboard.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** What the tests of this room share: small journals, their files, and a few ways to harm them. */
final class JournalFixture {

  static final long SEGMENT = 4096;

  private JournalFixture() {}

  /** Segments of 4 KiB, at most 64 of them, no forcing. */
  static JournalConfig small(Path directory) {
    return JournalConfig.in(directory).withBytes(SEGMENT, 64 * SEGMENT).withSync(new Sync.None());
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(JournalRecord record) {
    return new String(record.bytes(), StandardCharsets.UTF_8);
  }

  /** Appends until the log has gone on in another segment. */
  static void fillSegment(Journal journal) {
    long before = journal.status().segments() * SEGMENT + journal.firstPosition();
    while (journal.endPosition() < before) {
      journal.append(new byte[500]);
    }
  }

  /** All that a reader can take now, from the first kept position on. */
  static List<JournalRecord> readAll(Journal journal) throws InterruptedException {
    try (JournalReader reader = journal.reader("fixture", journal.firstPosition())) {
      return drain(reader);
    }
  }

  static List<String> readTexts(Journal journal) throws InterruptedException {
    return readAll(journal).stream().map(JournalFixture::text).toList();
  }

  static List<JournalRecord> drain(JournalReader reader) throws InterruptedException {
    List<JournalRecord> all = new ArrayList<>();
    List<JournalRecord> some = poll(reader);
    while (!some.isEmpty()) {
      all.addAll(some);
      some = poll(reader);
    }
    return all;
  }

  static List<JournalRecord> poll(JournalReader reader) throws InterruptedException {
    return reader.poll(Integer.MAX_VALUE, Long.MAX_VALUE, Duration.ZERO);
  }

  static List<Path> segmentFiles(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(f -> f.toString().endsWith(".journal")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies the segment files as they are now: what a killed process would leave. */
  static Path copySegments(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (Path file : segmentFiles(from)) {
      Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
    return to;
  }

  static void truncate(Path file, long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(bytes);
    }
  }

  static void overwrite(Path file, long offset, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), offset);
    }
  }

  static void flip(Path file, long offset, int mask) throws IOException {
    byte[] all = Files.readAllBytes(file);
    overwrite(file, offset, new byte[] {(byte) (all[(int) offset] ^ mask)});
  }

  /** Waits until something is so, at most 10 s. */
  static void await(BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > 10_000_000_000L) {
        throw new AssertionError("not within 10 s");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
