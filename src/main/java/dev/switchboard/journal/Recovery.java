package dev.switchboard.journal;

import java.io.IOException;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a folder back to a state that can be appended to.
 *
 * <p>Only the segment that was written last is scanned (two at most), so the time does not grow
 * with what is kept; readers verify the rest when they come to it.
 *
 * <p>A file that was cut is brought back to its size with zeros first; then:
 *
 * <ul>
 *   <li>After the last whole record only zeros: a clean end.
 *   <li>Anything else there, and nothing whole after it: a torn tail. It is wiped.
 *   <li>Unreadable bytes with whole frames after them: damage. It is reported and left in place;
 *       the records after it stand.
 *   <li>Both copies of a segment's header unreadable: the file is renamed and reported.
 * </ul>
 */
final class Recovery {

  private static final Logger log = LoggerFactory.getLogger(Recovery.class);

  /**
   * The journal as found.
   *
   * @param segments those of the log; the last one is writable and stands at its end
   * @param spare a prepared segment after it
   * @param report for people
   */
  record Recovered(Segments segments, Optional<Segment> spare, RecoveryReport report) {}

  private record Source(Path file, SegmentHeader header) {}

  private final JournalConfig config;
  private final SegmentFolder folder;
  private final List<Source> sources = new ArrayList<>();
  private final List<Damage> damages = new ArrayList<>();
  private final List<Path> setAside = new ArrayList<>();
  private long freeBase;

  Recovery(JournalConfig config, SegmentFolder folder) {
    this.config = config;
    this.folder = folder;
  }

  /**
   * Does it.
   *
   * @throws JournalCorruptException if the files cannot be one journal
   */
  Recovered run() throws IOException {
    folder.deleteUnfinished();
    for (SegmentFolder.Named named : folder.list()) {
      readHeader(named);
    }
    if (sources.isEmpty()) {
      return fresh();
    }
    checkTogether();
    return resume();
  }

  private void readHeader(SegmentFolder.Named named) throws IOException {
    Optional<SegmentHeader.Found> found = SegmentHeader.decode(folder.readHeader(named.file()));
    if (found.isPresent()) {
      SegmentHeader.Found header = found.orElseThrow();
      if (header.damaged()) {
        log.error("journal {}: one copy of the header is damaged, using the other", named.file());
      }
      sources.add(new Source(named.file(), header.header()));
      return;
    }
    long bytes = Math.max(Files.size(named.file()), config.segmentBytes());
    freeBase = named.base() + ((bytes + 4095) & -4096L);
    Path moved = folder.setAside(named);
    setAside.add(moved);
    log.error("journal {}: header unreadable, file set aside as {}", named.file(), moved);
  }

  private Recovered fresh() throws IOException {
    long journalId = new SecureRandom().nextLong();
    SegmentHeader header = new SegmentHeader(journalId, freeBase, config.segmentBytes());
    Segments segments = new Segments();
    segments.add(folder.prepare(header));
    return new Recovered(segments, Optional.empty(), report(segments, 0));
  }

  private void checkTogether() {
    long journalId = sources.getFirst().header().journalId();
    long expectedBase = sources.getFirst().header().base();
    for (Source source : sources) {
      SegmentHeader header = source.header();
      if (!source.file().getFileName().toString().equals(SegmentFolder.fileName(header.base()))) {
        throw new JournalCorruptException(
            source.file() + ": begins at " + header.base() + " (expected: as its name says)");
      }
      if (header.journalId() != journalId) {
        throw new JournalCorruptException(
            source.file()
                + ": of another journal (expected: as "
                + sources.getFirst().file()
                + ")");
      }
      if (header.base() < expectedBase) {
        throw new JournalCorruptException(
            source.file()
                + ": overlaps the segment before (expected: base >= "
                + expectedBase
                + ")");
      }
      if (header.base() > expectedBase) {
        found(new Damage(expectedBase, header.base() - expectedBase, "segment missing"));
      }
      expectedBase = header.base() + header.capacity();
    }
  }

  private Recovered resume() throws IOException {
    Segments segments = new Segments();
    try {
      for (Source source : sources) {
        folder.extend(source.file(), source.header().capacity());
        segments.add(Segment.map(source.file(), source.header(), MapMode.READ_ONLY));
      }
      Scan scan = Scan.of(segments.last());
      Optional<Segment> spare = Optional.empty();
      while (scan.blank() && segments.count() > 1) {
        Scan before = Scan.of(segments.before(segments.last()).orElseThrow());
        if (before.sealed()) {
          break;
        }
        spare = keepAsSpare(segments, spare);
        scan = before;
      }
      restoreLast(segments, scan);
      return new Recovered(segments, spare, report(segments, scan.tornBytes()));
    } catch (IOException | RuntimeException e) {
      segments.close();
      throw e;
    }
  }

  /** Takes the blank last segment out of the log; only the one after the log's end is of use. */
  private Optional<Segment> keepAsSpare(Segments segments, Optional<Segment> former)
      throws IOException {
    former.ifPresent(folder::delete);
    Segment blank = segments.last();
    segments.remove(blank);
    blank.close();
    return Optional.of(Segment.map(blank.file(), blank.header(), MapMode.READ_WRITE));
  }

  private void restoreLast(Segments segments, Scan scan) throws IOException {
    Segment last = segments.last();
    last.close();
    Segment writable = Segment.map(last.file(), last.header(), MapMode.READ_WRITE);
    segments.add(writable);
    writable.restore(scan);
    scan.damages().forEach(this::found);
    if (scan.tornBytes() > 0) {
      log.warn(
          "journal {}: torn tail of {} bytes after position {} wiped",
          last.file(),
          scan.tornBytes(),
          writable.writePosition());
    }
  }

  private void found(Damage damage) {
    damages.add(damage);
    log.error(
        "journal {}: {} unreadable bytes from position {}: {}",
        folder.directory(),
        damage.bytes(),
        damage.position(),
        damage.reason());
  }

  private RecoveryReport report(Segments segments, long tornBytes) {
    return new RecoveryReport(segments.last().writePosition(), tornBytes, damages, setAside);
  }
}
