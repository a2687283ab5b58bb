package dev.switchboard.task.media;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Runs what does not depend on each other at the same time, each in a virtual thread. */
final class Together {
  private Together() {}

  /**
   * All results in order; returns when none runs any more.
   *
   * @param oneByOne whether each is to wait for the one before; then none begins after a failure
   * @throws RuntimeException the first failure by order
   */
  static <T> List<T> all(List<Callable<T>> work, boolean oneByOne) {
    if (oneByOne || work.size() == 1) {
      List<T> results = new ArrayList<>();
      for (Callable<T> one : work) {
        results.add(called(one));
      }
      return results;
    }
    List<Future<T>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      work.forEach(one -> running.add(threads.submit(one)));
    }
    List<T> results = new ArrayList<>();
    RuntimeException failed = null;
    for (Future<T> one : running) {
      try {
        results.add(one.resultNow());
      } catch (IllegalStateException _) {
        failed = failed == null ? thrown(one.exceptionNow()) : failed;
      }
    }
    if (failed != null) {
      throw failed;
    }
    return results;
  }

  private static <T> T called(Callable<T> one) {
    try {
      return one.call();
    } catch (Exception e) {
      throw thrown(e);
    }
  }

  private static RuntimeException thrown(@Nullable Throwable cause) {
    return switch (cause) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      case null -> new IllegalStateException("work that did not end");
      default -> new IllegalStateException(cause);
    };
  }
}
