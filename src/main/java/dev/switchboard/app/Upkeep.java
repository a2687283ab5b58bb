package dev.switchboard.app;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The background thread that does what is due, again and again; what fails is logged once and tried
 * again.
 */
final class Upkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("upkeep").factory());

  private Upkeep() {}

  /**
   * One thing to do.
   *
   * @param what for the log, such as {@code rate limits}
   * @param everyMillis how long after its end it is due again
   */
  record Task(String what, long everyMillis, Runnable work) {}

  /** Starts; the caller closes it. */
  static Upkeep start(List<Task> tasks) {
    Upkeep upkeep = new Upkeep();
    for (Task task : tasks) {
      Attempt attempt = new Attempt(task);
      var _ =
          upkeep.thread.scheduleWithFixedDelay(
              attempt, task.everyMillis(), task.everyMillis(), TimeUnit.MILLISECONDS);
    }
    return upkeep;
  }

  @Override
  public void close() {
    // What runs ends before what it uses does.
    thread.close();
  }

  /** A task with whether it failed the last time; run by the one thread. */
  private static final class Attempt implements Runnable {
    private final Task task;
    private boolean failing;

    Attempt(Task task) {
      this.task = task;
    }

    @Override
    public void run() {
      try {
        task.work().run();
        if (failing) {
          failing = false;
          LOG.info("{} are up to date again", task.what());
        }
      } catch (RuntimeException e) {
        if (!failing) {
          failing = true;
          LOG.warn("{} cannot be brought up to date: {}", task.what(), e.toString());
        }
      }
    }
  }
}
