package dev.switchboard.journal;

/**
 * A thread of the journal's own. A platform thread, because writing and forcing files would pin a
 * carrier of the virtual threads.
 */
final class Background {

  private Background() {}

  static Thread thread(String name, Runnable work) {
    return Thread.ofPlatform().name(name).daemon().unstarted(work);
  }

  /** Waits for its end even if interrupted; the interrupt is kept for later. */
  static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
