package dev.switchboard.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A wish, given once from any thread, that upstream calls be given up: those under way at that
 * moment and those begun later with the same signal. One signal serves all attempts for one caller.
 */
public final class CancelSignal {
  private final List<UpstreamCall> calls = new ArrayList<>(2);
  private final List<CancelSignal> children = new ArrayList<>(0);
  private final @Nullable CancelSignal parent;
  private boolean cancelled;
  private boolean stopped;
  private volatile long deadline;
  private volatile boolean bounded;

  public CancelSignal() {
    this(null);
  }

  private CancelSignal(@Nullable CancelSignal parent) {
    this.parent = parent;
  }

  /**
   * A signal for a part of what this one is for: it is given with this one, ends with it, and can
   * be given alone.
   */
  public CancelSignal child() {
    CancelSignal child = new CancelSignal(this);
    synchronized (this) {
      child.cancelled = cancelled;
      children.add(child);
    }
    return child;
  }

  /** Whether the wish was given for this part alone. */
  public boolean isCancelledAlone() {
    return isCancelled() && parent != null && !parent.isCancelled();
  }

  /** Whether the wish was given here or above, but not for all that the topmost signal is for. */
  public boolean isGivenUp() {
    return isCancelled() && parent != null && !top().isCancelled();
  }

  private CancelSignal top() {
    CancelSignal top = this;
    while (top.parent != null) {
      top = top.parent;
    }
    return top;
  }

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
    long own = bounded ? deadline - System.nanoTime() : Long.MAX_VALUE;
    return parent == null ? own : Math.min(own, parent.nanosLeft());
  }

  /** Gives the wish. Does not block; calls that wait end within milliseconds. */
  public void cancel() {
    List<UpstreamCall> toCancel;
    List<CancelSignal> below;
    synchronized (this) {
      if (cancelled) {
        return;
      }
      cancelled = true;
      toCancel = List.copyOf(calls);
      calls.clear();
      below = List.copyOf(children);
    }
    below.forEach(CancelSignal::cancel);
    toCancel.forEach(UpstreamCall::cancel);
  }

  /** Gives the wish because this process ends, not because nobody waits for an answer any more. */
  public void stop() {
    synchronized (this) {
      stopped = stopped || !cancelled;
    }
    cancel();
  }

  /** Whether the wish was given by {@link #stop}, here or above. */
  public boolean isStopped() {
    synchronized (this) {
      if (stopped) {
        return true;
      }
    }
    return parent != null && parent.isStopped();
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
