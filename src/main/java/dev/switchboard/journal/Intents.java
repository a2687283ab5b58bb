package dev.switchboard.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The intents of a journal's process, in mapped files beside the segments.
 *
 * <p>To make one is to copy it into a place that is free; no system call, unless as many are under
 * way as never before: then there is a new file. The first is made when the journal is opened. What
 * is too large for a place gets a file of its own. Files are deleted at the next start, when what
 * they say is in the journal.
 */
final class Intents {
  private static final Logger log = LoggerFactory.getLogger(Intents.class);
  private static final String SUFFIX = ".intents";
  private static final int PLACES = 128;
  private static final int PLACE_BYTES = 2_048;

  /** Of files with places: more calls at the same time than a process serves. */
  private static final int MOST_FILES = 1_024;

  private final Path directory;
  private final List<Path> left;
  private final AtomicLong next = new AtomicLong(new SecureRandom().nextLong());
  private final ReentrantLock taking = new ReentrantLock();
  private final Deque<Place> free = new ArrayDeque<>();
  private int files;
  private long fileNumber;
  private volatile boolean closed;

  private Intents(Path directory, List<Path> left) {
    this.directory = directory;
    this.left = left;
    this.fileNumber = left.stream().mapToLong(Intents::number).max().orElse(-1) + 1;
  }

  /**
   * Those of a folder.
   *
   * @throws IOException if it cannot be read
   */
  static Intents in(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return new Intents(directory, files.filter(file -> number(file) >= 0).sorted().toList());
    }
  }

  /**
   * Puts on record what was under way when an earlier process ended; where the journal takes no
   * more, it is kept for the next start.
   *
   * @throws IOException if it cannot be read
   */
  void takeUp(Consumer<byte[]> append) throws IOException {
    Collection<byte[]> found = found();
    try {
      found.forEach(append);
    } catch (JournalException e) {
      log.error(
          "journal {}: {} calls were under way when it was last used and cannot be put on record"
              + " now, the next start tries again: {}",
          directory,
          found.size(),
          e.getMessage());
      return;
    }
    if (!found.isEmpty()) {
      log.warn(
          "journal {}: {} calls were under way when it was last used; they are on record as such",
          directory,
          found.size());
    }
    for (Path file : left) {
      Files.deleteIfExists(file);
    }
  }

  /**
   * Allocates places for the first ones, so that a disk that fills up later refuses no call while
   * there is room for its record. Where there is none now, the first one asks again.
   */
  void prepare() {
    taking.lock();
    try {
      if (free.isEmpty()) {
        free.addFirst(grow());
      }
    } catch (IOException | InternalError e) {
      log.warn("journal {}: no room to keep what is under way: {}", directory, e.toString());
    } finally {
      taking.unlock();
    }
  }

  private Collection<byte[]> found() throws IOException {
    Map<Long, IntentFile.Left> newest = new LinkedHashMap<>();
    for (Path file : left) {
      for (IntentFile.Left one : IntentFile.read(file)) {
        newest.merge(one.owner(), one, IntentFile.Left::later);
      }
    }
    return newest.values().stream().map(IntentFile.Left::bytes).toList();
  }

  private record Place(IntentFile file, int index) {}

  private static long number(Path file) {
    String name = file.getFileName().toString();
    try {
      return name.endsWith(SUFFIX)
          ? Long.parseLong(name.substring(0, name.length() - SUFFIX.length()))
          : -1;
    } catch (NumberFormatException _) {
      return -1;
    }
  }

  /**
   * Makes one.
   *
   * @param bytes at least one
   * @throws JournalStorageException if there is no room
   * @throws JournalClosedException after {@link #close}
   */
  Intent begin(byte[] bytes) {
    if (bytes.length == 0) {
      throw new IllegalArgumentException("an empty intent (expected: at least a byte)");
    }
    long owner = next.getAndIncrement();
    return new Standing(owner, put(owner, 0, bytes));
  }

  /** What is not withdrawn by now stands. */
  void close() {
    closed = true;
  }

  private Place put(long owner, long version, byte[] bytes) {
    try {
      Place place = take(bytes.length);
      place.file().write(place.index(), owner, version, bytes);
      return place;
    } catch (IOException | InternalError e) {
      throw new JournalStorageException("no intent can be kept in " + directory + ": " + e, e);
    }
  }

  private Place take(int length) throws IOException {
    taking.lock();
    try {
      if (closed) {
        throw new JournalClosedException("journal " + directory);
      }
      if (length > PLACE_BYTES - IntentFile.HEAD_BYTES) {
        int own = (length + IntentFile.HEAD_BYTES + Long.BYTES - 1) & -Long.BYTES;
        return new Place(IntentFile.create(newFile(), 1, own), 0);
      }
      Place place = free.pollFirst();
      return place == null ? grow() : place;
    } finally {
      taking.unlock();
    }
  }

  private Place grow() throws IOException {
    if (files == MOST_FILES) {
      throw new IOException(files * PLACES + " are under way");
    }
    IntentFile file = IntentFile.create(newFile(), PLACES, PLACE_BYTES);
    files++;
    for (int i = 1; i < PLACES; i++) {
      free.addLast(new Place(file, i));
    }
    return new Place(file, 0);
  }

  private Path newFile() {
    return directory.resolve(fileNumber++ + SUFFIX);
  }

  private void release(Place place) {
    place.file().clear(place.index());
    if (place.file().room() == PLACE_BYTES - IntentFile.HEAD_BYTES) {
      taking.lock();
      try {
        // The one used last is the one that is still in the caches.
        free.addFirst(place);
      } finally {
        taking.unlock();
      }
      return;
    }
    try {
      place.file().delete();
    } catch (IOException e) {
      log.warn("an intent's file cannot be deleted: {}", e.toString());
    }
  }

  private final class Standing implements Intent {
    private final long owner;
    private @Nullable Place place;
    private long version;

    Standing(long owner, Place place) {
      this.owner = owner;
      this.place = place;
    }

    @Override
    public void replace(byte[] bytes) {
      Place before = place;
      if (before == null) {
        throw new IllegalStateException("the intent was withdrawn");
      }
      version++;
      place = put(owner, version, bytes);
      release(before);
    }

    @Override
    public void withdraw() {
      Place held = place;
      if (held != null && !closed) {
        place = null;
        release(held);
      }
    }
  }
}
