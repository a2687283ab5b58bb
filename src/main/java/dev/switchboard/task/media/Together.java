package dev.switchboard.task.media;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs what does not depend on each other at the same time, each in a virtual thread. */
final class Together {
  private Together() {}

  /**
   * All results in order; returns when none runs any more.
   *
   * @param oneByOne whether each is to wait for the one before; then none begins after a failure
   * @param giveUp ends the others once one has failed
   * @throws RuntimeException the failure that happened first
   */
  static <T> List<T> all(List<Callable<T>> work, boolean oneByOne, Runnable giveUp) {
    if (oneByOne || work.size() == 1) {
      List<T> results = new ArrayList<>();
      for (Callable<T> one : work) {
        results.add(called(one));
      }
      return results;
    }
    AtomicReference<@Nullable Throwable> first = new AtomicReference<>();
    List<Future<T>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Callable<T> one : work) {
        running.add(threads.submit(() -> watched(one, first, giveUp)));
      }
    }
    Throwable failed = first.get();
    if (failed != null) {
      throw thrown(failed);
    }
    return running.stream().map(Future::resultNow).toList();
  }

  private static <T> T watched(
      Callable<T> one, AtomicReference<@Nullable Throwable> first, Runnable giveUp)
      throws Exception {
    try {
      return one.call();
    } catch (Throwable e) {
      first.compareAndSet(null, e);
      giveUp.run();
      throw e;
    }
  }

  private static <T> T called(Callable<T> one) {
    try {
      return one.call();
    } catch (Exception e) {
      throw thrown(e);
    }
  }

  private static RuntimeException thrown(Throwable cause) {
    return switch (cause) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      default -> new IllegalStateException(cause);
    };
  }
}
