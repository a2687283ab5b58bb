package dev.switchboard.realtime;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The voice sessions that are open in this process and the bytes that wait in them; stays through
 * every configuration.
 *
 * <p>Counted are the callers' sound until it is written down, the speech and the words that wait
 * for a caller, and what callers put into conversations. Sound is held up to three times over for a
 * moment while it is sent to be written down, which is not counted: the bound is to be a small part
 * of the heap.
 */
public final class OpenSessions {
  private final AtomicInteger places = new AtomicInteger();
  private final AtomicLong held = new AtomicLong();
  private final Set<RealtimeSession> open = ConcurrentHashMap.newKeySet();

  /** How many are open. */
  public int count() {
    return places.get();
  }

  /** How many bytes wait in all of them. */
  public long heldBytes() {
    return held.get();
  }

  /** Ends every session that says nothing now, and tells the others that they will end soon. */
  public void stop() {
    open.forEach(RealtimeSession::stop);
  }

  /** Takes a place; false if so many are taken. */
  boolean enter(int most) {
    if (places.incrementAndGet() > most) {
      places.decrementAndGet();
      return false;
    }
    return true;
  }

  void opened(RealtimeSession session) {
    open.add(session);
  }

  void left(RealtimeSession session) {
    open.remove(session);
    places.decrementAndGet();
  }

  /** One session's part of what is held; whoever asks for it closes it. */
  Part part(long most) {
    return new Part(most);
  }

  /** What one session holds. Safe for use by several threads. */
  final class Part implements AutoCloseable {
    private final long most;
    private long bytes;
    private boolean closed;

    private Part(long most) {
      this.most = most;
    }

    /** Takes so many more; false, and nothing taken, when there is no room in all sessions. */
    synchronized boolean take(long more) {
      if (closed || held.addAndGet(more) > most) {
        held.addAndGet(closed ? 0 : -more);
        return false;
      }
      bytes += more;
      return true;
    }

    /**
     * Takes so many more.
     *
     * @throws FailureException with {@link Failure.Overloaded}, and nothing taken, when there is no
     *     room
     */
    void require(long more) {
      if (!take(more)) {
        throw new FailureException(
            new Failure.Overloaded(
                "as many bytes wait in voice sessions as may (" + most + "); try again later"));
      }
    }

    /** Gives so many back. */
    synchronized void give(long less) {
      if (!closed) {
        bytes -= less;
        held.addAndGet(-less);
      }
    }

    /** Gives everything back. */
    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        held.addAndGet(-bytes);
      }
    }
  }
}
