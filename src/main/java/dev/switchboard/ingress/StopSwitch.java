package dev.switchboard.ingress;

import dev.switchboard.http.CancelSignal;
import org.jspecify.annotations.Nullable;

/** What gives up the work for one exchange as the gateway stops, however late the work begins. */
final class StopSwitch {
  private @Nullable CancelSignal work;
  private boolean stopped;

  /** Says what gives the work up; work that begins after the stop is given up at once. */
  void works(CancelSignal signal) {
    synchronized (this) {
      work = signal;
      if (!stopped) {
        return;
      }
    }
    signal.stop();
  }

  /** Gives the work up; does not wait for its end. */
  void stop() {
    CancelSignal signal;
    synchronized (this) {
      stopped = true;
      signal = work;
    }
    if (signal != null) {
      signal.stop();
    }
  }

  synchronized boolean isStopped() {
    return stopped;
  }
}
