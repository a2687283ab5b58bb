package dev.switchboard.journal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * How a journal is opened.
 *
 * @param directory where the segments are; made if absent, used by one process at a time
 * @param segmentBytes size of a new segment file, a multiple of 4096, 4 KiB to 256 MiB; also bounds
 *     the size of one record
 * @param maxBytes the most that all segments together may take on disk, at least two segments
 * @param sync when records are forced to the device
 * @param readers names of the readers that must pass a record before it may be deleted, also while
 *     they are not open; a reader not named here holds records back only while it is open
 */
public record JournalConfig(
    Path directory, long segmentBytes, long maxBytes, Sync sync, Set<String> readers) {

  private static final long PAGE_BYTES = 4096;
  private static final long MAX_SEGMENT_BYTES = 256L << 20;
  // Each segment is one memory mapping; Linux allows a process about 65,000 of them.
  private static final long MAX_SEGMENTS = 16_384;

  /** Checks the sizes. */
  public JournalConfig {
    if (segmentBytes < PAGE_BYTES
        || segmentBytes > MAX_SEGMENT_BYTES
        || segmentBytes % PAGE_BYTES != 0) {
      throw new IllegalArgumentException(
          "segmentBytes: " + segmentBytes + " (expected: a multiple of 4096, 4096 to 268435456)");
    }
    if (maxBytes < 2 * segmentBytes || maxBytes / segmentBytes > MAX_SEGMENTS) {
      throw new IllegalArgumentException(
          "maxBytes: "
              + maxBytes
              + " (expected: 2 to 16384 segments, "
              + 2 * segmentBytes
              + " to "
              + MAX_SEGMENTS * segmentBytes
              + ")");
    }
    readers = Set.copyOf(readers);
  }

  /**
   * The defaults: 16 MiB segments, 1 GiB in all, forced once a second, no declared reader.
   *
   * @param directory where the segments are
   */
  public static JournalConfig in(Path directory) {
    return new JournalConfig(
        directory, 16L << 20, 1L << 30, new Sync.Interval(Duration.ofSeconds(1)), Set.of());
  }

  /**
   * The same with other sizes.
   *
   * @param newSegmentBytes size of a new segment file
   * @param newMaxBytes the most that all segments together may take
   */
  public JournalConfig withBytes(long newSegmentBytes, long newMaxBytes) {
    return new JournalConfig(directory, newSegmentBytes, newMaxBytes, sync, readers);
  }

  /** The same with another sync policy. */
  public JournalConfig withSync(Sync newSync) {
    return new JournalConfig(directory, segmentBytes, maxBytes, newSync, readers);
  }

  /** The same with these declared readers. */
  public JournalConfig withReaders(Set<String> newReaders) {
    return new JournalConfig(directory, segmentBytes, maxBytes, sync, newReaders);
  }
}
