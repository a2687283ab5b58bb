package dev.switchboard.http;

import java.util.ArrayList;
import java.util.List;

/**
 * A wish, given once from any thread, that upstream calls be given up: those under way at that
 * moment and those begun later with the same signal. One signal serves all attempts for one caller.
 */
public final class CancelSignal {
  private final List<UpstreamCall> calls = new ArrayList<>(2);
  private boolean cancelled;
  private volatile long deadline;
  private volatile boolean bounded;

  /**
   * Gives all calls that begin from now on with this signal an end that no deadline of their own
   * goes beyond.
   *
   * @param nanoTime by {@link System#nanoTime}
   */
  public void endAt(long nanoTime) {
    deadline = nanoTime;
    bounded = true;
  }

  /** How many nanoseconds are left until that end; {@link Long#MAX_VALUE} without one. */
  public long nanosLeft() {
    return bounded ? deadline - System.nanoTime() : Long.MAX_VALUE;
  }

  /** Gives the wish. Does not block; calls that wait end within milliseconds. */
  public void cancel() {
    List<UpstreamCall> toCancel;
    synchronized (this) {
      if (cancelled) {
        return;
      }
      cancelled = true;
      toCancel = List.copyOf(calls);
      calls.clear();
    }
    toCancel.forEach(UpstreamCall::cancel);
  }

  /** Whether the wish was given. */
  public synchronized boolean isCancelled() {
    return cancelled;
  }

  /** Adds a call to be given up; false if the wish was given before. */
  synchronized boolean add(UpstreamCall call) {
    if (!cancelled) {
      calls.add(call);
    }
    return !cancelled;
  }

  synchronized void remove(UpstreamCall call) {
    calls.remove(call);
  }
}
