package dev.switchboard.realtime;

import dev.switchboard.ir.Failure;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Says when a session ends, and why: it has lasted for its time, nobody says anything, its caller
 * says too much or takes too little, the gateway stops, or something else has failed. The first end
 * is the end.
 */
final class SessionClock {
  /** How long before the end its caller is told of it. */
  private static final Duration NOTICE = Duration.ofSeconds(60);

  /** What is left to callers while the gateway stops. */
  private static final Duration STOP_NOTICE = Duration.ofSeconds(25);

  /** How long a caller may take to be told of the end. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  /** How often it is looked after what nothing wakes it for. */
  private static final long LOOK_MILLIS = 1_000;

  private final RealtimeLimits limits;
  private final Watched watched;
  private final CommandRate rate;
  private final long startNanos = System.nanoTime();
  private long lastCommandNanos = startNanos;
  private @Nullable Failure ending;
  private boolean noticed;
  private boolean stopping;
  private boolean closed;

  /** The session, which is asked without waiting. */
  interface Watched {
    /** When its caller was told something for the last time, by {@link System#nanoTime}. */
    long lastEventNanos();

    /** Whether its caller has let more wait than may. */
    boolean isOverrun();

    /** Whether nobody says anything, and nothing is thought about. */
    boolean isQuiet();

    /** Tells the caller that so much is left; may wait for it. */
    void ending(Duration left);

    /** Tells the caller of the end, and does nothing more for it; may wait for it. */
    void ended(Failure why);
  }

  SessionClock(RealtimeLimits limits, Watched watched) {
    this.limits = limits;
    this.watched = watched;
    this.rate =
        new CommandRate(
            RealtimeLimits.COMMANDS_PER_SECOND, RealtimeLimits.COMMAND_BURST, System.nanoTime());
  }

  /**
   * Begins to look after it.
   *
   * @param cut ends the connection to a caller who could not be told of the end
   */
  void start(Consumer<Failure> cut) {
    Thread.ofVirtual().name("voice-clock").start(() -> run(cut));
  }

  /** Counts a message of its caller's; false if the session has ended. */
  boolean arrived() {
    boolean flooded;
    synchronized (this) {
      lastCommandNanos = System.nanoTime();
      flooded = !rate.take(lastCommandNanos);
    }
    if (flooded) {
      fail(
          new Failure.RateLimited(
              "session_events",
              null,
              "more than "
                  + RealtimeLimits.COMMANDS_PER_SECOND
                  + " events a second: the session ends"));
    }
    synchronized (this) {
      return ending == null && !closed;
    }
  }

  /** Ends it because of a failure. */
  void fail(Failure why) {
    if (ends(why)) {
      watched.ended(why);
    }
  }

  /** Ends it now if nothing is being said, else when that has been said. */
  synchronized void stop() {
    stopping = true;
    noticed = false;
    notifyAll();
  }

  /** It is over; false if it was before. */
  synchronized boolean close() {
    boolean first = !closed;
    closed = true;
    notifyAll();
    return first;
  }

  /** Why it ends; null where its caller has had enough. */
  synchronized @Nullable Failure ending() {
    return ending;
  }

  private synchronized boolean ends(Failure why) {
    if (ending != null || closed) {
      return false;
    }
    ending = why;
    notifyAll();
    return true;
  }

  private void run(Consumer<Failure> cut) {
    try {
      for (Expiry next = expiry(); next != null; next = expiry()) {
        Failure end = next.failure();
        Duration left = next.left();
        // A caller who takes nothing does not stop the clock.
        if (end == null) {
          Thread.ofVirtual().name("voice-notice").start(() -> watched.ending(left));
        } else if (ends(end)) {
          Thread.ofVirtual().name("voice-notice").start(() -> watched.ended(end));
        }
      }
      Failure why = unheard();
      if (why != null) {
        cut.accept(why);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until the caller has been told of the end; why it is, if the caller does not listen. */
  private synchronized @Nullable Failure unheard() throws InterruptedException {
    long until = System.nanoTime() + LAST_WORDS.toNanos();
    for (long left = LAST_WORDS.toMillis(); !closed && left > 0; ) {
      wait(left);
      left = (until - System.nanoTime()) / 1_000_000;
    }
    return closed ? null : ending;
  }

  /**
   * Something that the clock brings.
   *
   * @param left until the end, of which the caller is told
   * @param failure the end itself; null before it
   */
  private record Expiry(Duration left, @Nullable Failure failure) {
    static Expiry end(Failure why) {
      return new Expiry(Duration.ZERO, why);
    }

    /** An end that is nobody's mistake. */
    static Expiry end(String code, String message) {
      return end(new Failure.InvalidRequest(code, "", message));
    }
  }

  /** Waits for the next thing that the clock brings; null at the end. */
  private synchronized @Nullable Expiry expiry() throws InterruptedException {
    while (!closed && ending == null) {
      Expiry next = stopping ? stopped() : expired();
      if (next != null) {
        return next;
      }
      wait(stopping ? LOOK_MILLIS / 10 : LOOK_MILLIS);
    }
    return null;
  }

  private @Nullable Expiry stopped() {
    if (watched.isQuiet()) {
      return Expiry.end("gateway_stopping", "the gateway is stopping; another one will do");
    }
    boolean known = noticed;
    noticed = true;
    return known ? null : new Expiry(STOP_NOTICE, null);
  }

  private @Nullable Expiry expired() {
    long now = System.nanoTime();
    long totalLeft = startNanos + limits.total().toNanos() - now;
    if (totalLeft <= 0) {
      return Expiry.end(
          "session_expired",
          "the session has lasted for its " + limits.total().toSeconds() + " s, which is the most");
    }
    if (Math.max(lastCommandNanos, watched.lastEventNanos()) + limits.idle().toNanos() <= now) {
      return Expiry.end(
          "session_idle",
          "nothing was said for " + limits.idle().toSeconds() + " s: the session ends");
    }
    if (watched.isOverrun()) {
      return Expiry.end(
          new Failure.RateLimited(
              "session_backlog", null, "the session's events are not taken: the session ends"));
    }
    if (!noticed && totalLeft <= NOTICE.toNanos() && limits.total().compareTo(NOTICE) > 0) {
      noticed = true;
      return new Expiry(NOTICE, null);
    }
    return null;
  }
}
