package dev.switchboard.provider;

import java.util.ArrayList;
import java.util.List;

/**
 * A call's cancel switch: thrown once, by the side that sees the caller leave, and heard by whoever
 * waits for a provider on its behalf.
 */
public final class Cancellation {
  private final List<Runnable> listeners = new ArrayList<>(2);
  private boolean cancelled;

  /** Throws the switch and runs the listeners on this thread; further calls do nothing. */
  public void cancel() {
    List<Runnable> toRun;
    synchronized (this) {
      if (cancelled) {
        return;
      }
      cancelled = true;
      toRun = List.copyOf(listeners);
      listeners.clear();
    }
    toRun.forEach(Runnable::run);
  }

  /** Whether the caller has left. */
  public synchronized boolean isCancelled() {
    return cancelled;
  }

  /**
   * Runs the listener when the switch is thrown, at once if it has been.
   *
   * @param listener must not block and not throw
   * @return removes the listener
   */
  public Registration onCancel(Runnable listener) {
    boolean runNow;
    synchronized (this) {
      runNow = cancelled;
      if (!runNow) {
        listeners.add(listener);
      }
    }
    if (runNow) {
      listener.run();
    }
    return () -> remove(listener);
  }

  private synchronized void remove(Runnable listener) {
    listeners.remove(listener);
  }

  /** Ends a listener's interest. */
  @FunctionalInterface
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
