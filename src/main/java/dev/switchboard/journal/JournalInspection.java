package dev.switchboard.journal;

import java.io.IOException;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A walk over the files of a journal that changes nothing and needs no lock, also while a process
 * appends to it; then the last segment is seen at some moment during the walk.
 *
 * @param directory what was walked
 * @param holderPid the process that has the journal open, if any
 * @param segments in the order of the log
 * @param damages unreadable stretches before whole records, missing and unreadable segments
 * @param tornBytes unreadable bytes after the last whole record; an append under way if a process
 *     holds the journal, else what an interrupted one left
 */
public record JournalInspection(
    Path directory,
    OptionalLong holderPid,
    List<SegmentInspection> segments,
    List<Damage> damages,
    long tornBytes) {

  /** Copies the lists. */
  public JournalInspection {
    segments = List.copyOf(segments);
    damages = List.copyOf(damages);
  }

  /**
   * Walks a folder and verifies every checksum.
   *
   * @throws JournalStorageException if the folder cannot be read
   */
  public static JournalInspection of(Path directory) {
    try {
      return new Walk(directory).run();
    } catch (IOException e) {
      throw new JournalStorageException("journal " + directory + " cannot be read: " + e, e);
    }
  }

  /** How many whole records there are. */
  public long records() {
    return segments.stream().mapToLong(SegmentInspection::records).sum();
  }

  /** Their sizes together. */
  public long recordBytes() {
    return segments.stream().mapToLong(SegmentInspection::recordBytes).sum();
  }

  /** What the files take on disk. */
  public long fileBytes() {
    return segments.stream().mapToLong(SegmentInspection::fileBytes).sum();
  }

  /** Where the first record is; empty if there is none. */
  public OptionalLong firstPosition() {
    return withRecords().stream().mapToLong(SegmentInspection::firstPosition).findFirst();
  }

  /** Where the last record ends; empty if there is none. */
  public OptionalLong endPosition() {
    return withRecords().reversed().stream().mapToLong(SegmentInspection::endPosition).findFirst();
  }

  private List<SegmentInspection> withRecords() {
    return segments.stream().filter(segment -> segment.records() > 0).toList();
  }

  /**
   * One walk, from the last segment to the first: whatever was in a segment when it was looked at,
   * the ones before it were sealed by then.
   */
  private static final class Walk {

    private final Path directory;
    private final SegmentFolder folder;
    private final List<SegmentInspection> segments = new ArrayList<>();
    private final List<Damage> damages = new ArrayList<>();
    private long tornBytes;
    private boolean goesOn;
    private long nextBase = Long.MIN_VALUE;

    Walk(Path directory) {
      this.directory = directory;
      this.folder = new SegmentFolder(directory, false);
    }

    JournalInspection run() throws IOException {
      OptionalLong holder = DirectoryLock.holderPid(directory);
      for (SegmentFolder.Named named : folder.list().reversed()) {
        try {
          visit(named);
        } catch (NoSuchFileException e) {
          // The holder has deleted it, and those before it, since the folder was listed.
          break;
        }
      }
      return new JournalInspection(
          directory, holder, segments.reversed(), damages.reversed(), tornBytes);
    }

    private void visit(SegmentFolder.Named named) throws IOException {
      Optional<SegmentHeader.Found> found = header(named);
      if (found.isEmpty()) {
        addUnreadable(named);
        return;
      }
      SegmentHeader.Found header = found.orElseThrow();
      try (Segment segment = Segment.map(named.file(), header.header(), MapMode.READ_ONLY)) {
        Scan scan = Scan.of(segment);
        if (!Files.exists(named.file())) {
          // Passed meanwhile: the holder may have been wiping it under the scan.
          throw new NoSuchFileException(named.file().toString());
        }
        add(segment, scan);
      }
      if (header.damaged()) {
        damages.add(new Damage(named.base(), SegmentHeader.BYTES, "one header copy damaged"));
      }
    }

    private Optional<SegmentHeader.Found> header(SegmentFolder.Named named) throws IOException {
      try {
        return SegmentHeader.decode(folder.readHeader(named.file()));
      } catch (JournalCorruptException e) {
        return Optional.empty();
      }
    }

    private void addUnreadable(SegmentFolder.Named named) throws IOException {
      long bytes = Files.size(named.file());
      SegmentInspection.State state = SegmentInspection.State.UNREADABLE;
      damages.add(new Damage(named.base(), bytes, "segment header unreadable"));
      segments.add(
          new SegmentInspection(named.file(), state, bytes, 0, 0, named.base(), named.base()));
      nextBase = named.base();
    }

    private void add(Segment segment, Scan scan) {
      long end = segment.base() + scan.endOffset();
      if (nextBase > segment.end()) {
        damages.add(new Damage(segment.end(), nextBase - segment.end(), "segment missing"));
      }
      nextBase = segment.base();
      if (goesOn && !scan.sealed()) {
        damages.add(new Damage(end, segment.end() - end, "segment ends without a seal"));
      } else if (!goesOn) {
        tornBytes = scan.tornBytes();
      }
      damages.addAll(scan.damages().reversed());
      goesOn |= !scan.blank();
      segments.add(
          new SegmentInspection(
              segment.file(),
              state(scan),
              segment.bytes(),
              scan.records(),
              scan.payloadBytes(),
              segment.firstPosition(),
              end));
    }

    private static SegmentInspection.State state(Scan scan) {
      if (scan.blank()) {
        return SegmentInspection.State.BLANK;
      }
      return scan.sealed() ? SegmentInspection.State.SEALED : SegmentInspection.State.OPEN;
    }
  }
}
