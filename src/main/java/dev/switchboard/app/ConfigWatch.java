package dev.switchboard.app;

import dev.switchboard.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the configuration's file twice a second and has a change taken over, once the file
 * looked the same twice, so that nothing is read that an editor is still writing. A polled file is
 * noticed on every file system, also behind the symbolic links by which containers swap one.
 */
final class ConfigWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigWatch.class);
  private static final long POLL_MILLIS = 500;
  private static final long CLOSE_MILLIS = 2_000;

  private final Path file;
  private final @Nullable Seen first;
  private final CountDownLatch stop = new CountDownLatch(1);
  private @Nullable Thread thread;

  /** How a file looked; another one with the same name looks different. */
  private record Seen(FileTime modified, long size, @Nullable Object key) {}

  /**
   * Takes the first look; before the file is read for the start, so that no change is missed.
   *
   * @param file need not be there
   */
  ConfigWatch(Path file) {
    this.file = file;
    this.first = look();
  }

  /**
   * Begins to watch.
   *
   * @param takeOver reads the file and uses it, and says what of it needs another start; throws
   *     {@link ConfigException} or {@link IllegalArgumentException} to refuse it
   */
  void start(Supplier<List<String>> takeOver) {
    thread = Thread.ofPlatform().daemon().name("config-watch").start(() -> run(takeOver));
  }

  private void run(Supplier<List<String>> takeOver) {
    Seen known = first;
    Seen before = first;
    try {
      while (!stop.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        Seen now = look();
        boolean settled = same(now, before);
        before = now;
        if (settled && !same(now, known)) {
          known = now;
          change(now != null, takeOver);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void change(boolean there, Supplier<List<String>> takeOver) {
    if (!there) {
      LOG.error("{} is gone; the earlier configuration stays", file);
      return;
    }
    try {
      List<String> later = takeOver.get();
      LOG.info("{} has changed and is taken over", file);
      if (!later.isEmpty()) {
        LOG.warn("{}: {} will change with the next start", file, String.join(", ", later));
      }
    } catch (ConfigException | IllegalArgumentException e) {
      LOG.error(
          "{} has changed and is refused, the earlier configuration stays: {}",
          file,
          e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("{} has changed and could not be taken over", file, e);
    }
  }

  private static boolean same(@Nullable Seen one, @Nullable Seen other) {
    return one == null ? other == null : one.equals(other);
  }

  private @Nullable Seen look() {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return new Seen(found.lastModifiedTime(), found.size(), found.fileKey());
    } catch (IOException _) {
      return null;
    }
  }

  /** Stops; a change being taken over is finished. */
  @Override
  public void close() {
    stop.countDown();
    Thread running = thread;
    if (running != null) {
      try {
        running.join(CLOSE_MILLIS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
