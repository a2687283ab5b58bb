package dev.switchboard.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The append-only log of one process: memory-mapped segment files in a folder.
 *
 * <p>An append copies the record into the page cache and publishes it with one release store; it
 * makes no system call while no reader waits. What {@link #append} returned survives the death of
 * the process; whether it survives a power failure is up to {@link Sync}. Readers see records in
 * the order of their positions, each exactly once.
 *
 * <p>Safe for use by any number of threads.
 */
public final class Journal implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Journal.class);

  private final JournalConfig config;
  private final DirectoryLock lock;
  private final RecoveryReport recovery;
  private final Segments segments;
  private final Retention retention;
  private final SegmentKeeper keeper;
  private final Tail tail;
  private final Syncer syncer;
  private final Intents intents;
  private final CopyOnWriteArrayList<JournalReader> readers = new CopyOnWriteArrayList<>();
  private final ReentrantLock appending = new ReentrantLock();
  private Segment active;

  private Journal(
      JournalConfig config,
      DirectoryLock lock,
      SegmentFolder folder,
      Recovery.Recovered recovered,
      Intents intents) {
    this.config = config;
    this.intents = intents;
    this.lock = lock;
    this.recovery = recovered.report();
    this.segments = recovered.segments();
    this.active = segments.last();
    this.retention = new Retention(config.readers());
    this.keeper = new SegmentKeeper(config, folder, recovered, retention);
    this.tail = new Tail(active.writePosition());
    this.syncer = new Syncer(config.sync(), tail, segments::force);
  }

  /**
   * Opens the journal in a folder, made if absent, and recovers from how it was left.
   *
   * @param config where and how
   * @throws JournalLockedException if another process has it open
   * @throws JournalCorruptException if the files there cannot be one journal
   * @throws JournalStorageException if the folder cannot be used or has no room for a segment
   */
  public static Journal open(JournalConfig config) {
    try {
      Files.createDirectories(config.directory());
      DirectoryLock lock = DirectoryLock.take(config.directory());
      try {
        SegmentFolder folder =
            new SegmentFolder(config.directory(), !(config.sync() instanceof Sync.None));
        Intents intents = Intents.in(config.directory());
        Journal journal =
            new Journal(config, lock, folder, new Recovery(config, folder).run(), intents);
        journal.keeper.start();
        journal.syncer.start();
        intents.takeUp(journal::append);
        intents.prepare();
        return journal;
      } catch (IOException | RuntimeException | InternalError e) {
        lock.close();
        throw e;
      }
    } catch (IOException | InternalError e) {
      throw new JournalStorageException(
          "journal " + config.directory() + " cannot be opened: " + e, e);
    }
  }

  /** What {@link #open} found. */
  public RecoveryReport recovery() {
    return recovery;
  }

  /**
   * Identifies the journal, 16 hexadecimal digits; another id means that stored positions belong to
   * other files.
   */
  public String id() {
    return HexFormat.of().toHexDigits(segments.last().header().journalId());
  }

  /** Where the oldest kept segment begins; a valid start for a reader. */
  public long firstPosition() {
    return segments.first().base();
  }

  /** Where the next record goes; a valid start for a reader that wants only what comes. */
  public long endPosition() {
    return tail.end();
  }

  /** The largest record that is taken, in bytes. */
  public long maxRecordBytes() {
    return SegmentHeader.maxRecordBytes(config.segmentBytes());
  }

  /** Appends a record; see {@link #append(byte[], int, int)}. */
  public long append(byte[] bytes) {
    return append(bytes, 0, bytes.length);
  }

  /**
   * Appends a record, which may be empty.
   *
   * @param bytes holds the record; may be changed again when the call returns
   * @param offset where the record begins in it
   * @param length of the record in bytes
   * @return its position; larger than that of every record appended before
   * @throws JournalRecordTooLargeException if it does not fit in a segment
   * @throws JournalFullException if the disk bound is reached because a reader lags
   * @throws JournalStorageException if the disk has no room or fails
   * @throws JournalClosedException after {@link #close}
   */
  public long append(byte[] bytes, int offset, int length) {
    return append(List.of(ByteBuffer.wrap(bytes, offset, length)));
  }

  /**
   * Appends a record that is given in pieces; see {@link #append(byte[], int, int)}.
   *
   * @param pieces what remains of each, one after the other; none is moved. Nobody may change their
   *     bytes before the call returns: what no longer agrees with its checksum reads as damage
   */
  public long append(List<ByteBuffer> pieces) {
    long length = 0;
    for (ByteBuffer piece : pieces) {
      length += piece.remaining();
    }
    if (length > maxRecordBytes()) {
      throw new JournalRecordTooLargeException(length, maxRecordBytes());
    }
    syncer.check();
    try {
      return appendRolling(pieces, (int) length);
    } catch (InternalError e) {
      // How the virtual machine reports a SIGBUS on mapped memory: the file was cut, or the device
      // failed. It may come late, even from within the unlocking.
      if (appending.isHeldByCurrentThread()) {
        appending.unlock();
      }
      throw new JournalStorageException("journal segment in " + config.directory() + " failed", e);
    }
  }

  /**
   * Says what is to be on record should the process die now; it costs no system call.
   *
   * @param bytes of the record, at least one; copied
   * @throws JournalStorageException if the disk has no room or fails
   * @throws JournalClosedException after {@link #close}
   */
  public Intent intend(byte[] bytes) {
    return intents.begin(bytes);
  }

  private long appendRolling(List<ByteBuffer> pieces, int length) {
    int checksum = Frame.payloadChecksum(pieces);
    long position = tryAppend(checksum, pieces, length);
    while (position == Segment.NO_ROOM) {
      keeper.awaitSpare();
      position = tryAppend(checksum, pieces, length);
    }
    tail.wake();
    syncer.await(position + Frame.size(length));
    return position;
  }

  private long tryAppend(int checksum, List<ByteBuffer> pieces, int length) {
    appending.lock();
    try {
      checkOpen();
      long position = active.append(checksum, pieces, length);
      if (position == Segment.NO_ROOM && roll()) {
        position = active.append(checksum, pieces, length);
      }
      if (position != Segment.NO_ROOM) {
        tail.moveTo(active.writePosition());
      }
      return position;
    } finally {
      appending.unlock();
    }
  }

  /** Goes on in the prepared segment, if there is one; under the append lock. */
  private boolean roll() {
    Optional<Segment> next = keeper.take();
    next.ifPresent(segment -> {
      active.seal();
      active = segment;
    });
    return next.isPresent();
  }

  /**
   * Opens a reader.
   *
   * <p>A start beyond the end is accepted within the next segment: after a power failure a reader's
   * own storage may remember records that the log has lost. The log then goes on after that
   * position, so that no new record is taken for one already seen.
   *
   * @param name of the reader, one open at a time
   * @param startPosition {@link #firstPosition}, {@link #endPosition}, or the position or next
   *     position of a record
   * @throws JournalPositionException if records from there on cannot be read
   * @throws JournalClosedException after {@link #close}
   * @throws IllegalStateException if a reader of that name is open
   */
  public JournalReader reader(String name, long startPosition) {
    checkOpen();
    skipTo(startPosition);
    retention.hold(name, startPosition, segments, tail.end());
    try {
      return opened(new JournalReader(name, startPosition, log()));
    } catch (RuntimeException e) {
      retention.drop(name);
      throw e;
    }
  }

  private JournalReader opened(JournalReader reader) {
    appending.lock();
    try {
      checkOpen();
      readers.removeIf(JournalReader::isClosed);
      readers.add(reader);
      return reader;
    } finally {
      appending.unlock();
    }
  }

  private JournalReader.Log log() {
    return new JournalReader.Log(segments, tail, retention, keeper);
  }

  private void skipTo(long position) {
    while (tail.end() < position) {
      if (position > segments.last().end() + config.segmentBytes()) {
        throw new JournalPositionException(
            position, "is beyond the end", firstPosition(), tail.end());
      }
      keeper.awaitSpare();
      appending.lock();
      try {
        checkOpen();
        if (tail.end() < position && roll()) {
          log.warn(
              "journal {}: ended at {}, but a reader has already seen {}; going on after that",
              config.directory(),
              tail.end(),
              position);
          tail.moveTo(active.writePosition());
        }
      } finally {
        appending.unlock();
      }
    }
  }

  private void checkOpen() {
    if (tail.isClosed()) {
      throw new JournalClosedException("journal " + config.directory());
    }
  }

  /** How the journal stands now. */
  public JournalStatus status() {
    return new JournalStatus(
        firstPosition(),
        endPosition(),
        segments.count(),
        segments.bytes(),
        config.maxBytes(),
        retention.released(),
        keeper.problem().or(syncer::problem));
  }

  /**
   * Closes the readers, forces what {@link Sync} asks for, and gives the folder up. Appends and
   * polls that are under way or come later throw {@link JournalClosedException}.
   */
  @Override
  public void close() {
    appending.lock();
    try {
      if (tail.isClosed()) {
        return;
      }
      tail.close();
      intents.close();
    } finally {
      appending.unlock();
    }
    readers.forEach(JournalReader::close);
    syncer.close();
    keeper.close();
    segments.close();
    lock.close();
  }
}
