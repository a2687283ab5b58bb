package dev.switchboard.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right of one process to a folder: an operating-system lock on the file {@code lock}, which
 * ends with the process however it ends, and a file {@code holder} that says for people which
 * process that is.
 *
 * <p>Two files, because on POSIX systems closing any descriptor of a locked file gives the lock up;
 * so nobody but the holder may ever open {@code lock} in the holder's process.
 */
final class DirectoryLock implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DirectoryLock.class);
  private static final String LOCK = "lock";
  private static final String HOLDER = "holder";

  private final Path directory;
  private final FileLock lock;

  private DirectoryLock(Path directory, FileLock lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /**
   * Takes the folder.
   *
   * @throws JournalLockedException if somebody has it
   * @throws IOException if the folder cannot be used
   */
  static DirectoryLock take(Path directory) throws IOException {
    if (Holder.read(directory).filter(Holder::isThisProcess).isPresent()) {
      throw new JournalLockedException(directory, holderPid(directory));
    }
    FileChannel channel =
        FileChannel.open(
            directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new JournalLockedException(directory, holderPid(directory));
      }
      Holder.ofThisProcess().write(directory);
      return new DirectoryLock(directory, lock);
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new JournalLockedException(directory, OptionalLong.of(ProcessHandle.current().pid()));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** The process that has the folder, if it is known and alive. */
  static OptionalLong holderPid(Path directory) {
    return Holder.read(directory)
        .filter(Holder::isAlive)
        .map(holder -> OptionalLong.of(holder.pid()))
        .orElse(OptionalLong.empty());
  }

  /** Gives the folder up. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(directory.resolve(HOLDER));
      lock.acquiredBy().close();
    } catch (IOException e) {
      log.warn("journal lock in {} not given up cleanly: {}", directory, e.toString());
    }
  }

  /**
   * A process. The start time tells it from an earlier one with the same id, which in containers is
   * always 1.
   */
  private record Holder(long pid, long startedMillis) {

    static Holder ofThisProcess() {
      ProcessHandle current = ProcessHandle.current();
      return new Holder(current.pid(), startedMillis(current));
    }

    static Optional<Holder> read(Path directory) {
      try {
        String[] words = Files.readString(directory.resolve(HOLDER)).strip().split(" ", -1);
        return Optional.of(new Holder(Long.parseLong(words[0]), Long.parseLong(words[1])));
      } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
        return Optional.empty();
      }
    }

    void write(Path directory) throws IOException {
      Files.writeString(directory.resolve(HOLDER), pid + " " + startedMillis + "\n");
    }

    boolean isThisProcess() {
      return equals(ofThisProcess());
    }

    boolean isAlive() {
      return ProcessHandle.of(pid).filter(p -> startedMillis(p) == startedMillis).isPresent();
    }

    private static long startedMillis(ProcessHandle process) {
      return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
  }
}
