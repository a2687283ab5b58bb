package dev.switchboard.realtime;

import dev.switchboard.ir.AudioFormat;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.RealtimeEvent;
import dev.switchboard.provider.RealtimeListener;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be told to a session's caller, in order, told by a thread of its own.
 *
 * <p>Speech and text block whoever produces them while as much as may be waits; other events do
 * not, so that a caller who takes nothing can still interrupt. Speech that waits is thrown away
 * when its response is silenced.
 */
final class Outbox implements Runnable {
  /** Speech goes out in pieces so long, so that a clock can say how much was played. */
  private static final int PIECE_MILLIS = 200;

  /** How far a paced caller is ahead of the clock. */
  private static final long PACE_LEAD_NANOS = 200_000_000L;

  private static final long NANOS = 1_000_000;

  /** How often it is looked for room that other sessions have left. */
  private static final long LOOK_MILLIS = 20;

  /** What a piece of text takes. */
  private static final int TEXT_BYTES = 64;

  private final RealtimeListener caller;
  private final OpenSessions.Part held;
  private final boolean paced;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private int waitingBytes;
  private boolean closed;
  private boolean overrun;
  private @Nullable String silenced;
  private @Nullable Played played;
  private long lastEventNanos = System.nanoTime();

  /**
   * An event.
   *
   * @param bytes what it takes
   * @param millis how long it is to be heard
   * @param counted whether its bytes were taken from what all sessions may hold
   */
  private record Waiting(RealtimeEvent event, int bytes, long millis, boolean counted) {}

  /** How much of an item's speech went out, and when it will have been played. */
  private static final class Played {
    private final String itemId;
    private long sentMillis;
    private long endNanos = System.nanoTime();

    Played(String itemId) {
      this.itemId = itemId;
    }

    void sent(long millis) {
      sentMillis += millis;
      endNanos = Math.max(endNanos, System.nanoTime()) + millis * NANOS;
    }

    long millis() {
      return sentMillis - leftMillis();
    }

    long leftMillis() {
      return Math.max(0, (endNanos - System.nanoTime()) / NANOS);
    }
  }

  /**
   * Makes one for a caller.
   *
   * @param held what the session may hold
   * @param paced whether speech goes out as it is to be played, for a caller who cannot be told to
   *     stop playing
   */
  Outbox(RealtimeListener caller, OpenSessions.Part held, boolean paced) {
    this.caller = caller;
    this.held = held;
    this.paced = paced;
  }

  /** Tells an event, whatever waits. */
  synchronized void put(RealtimeEvent event) {
    boolean last = event instanceof RealtimeEvent.Ended;
    if (closed) {
      return;
    }
    if (waiting.size() >= RealtimeLimits.WAITING_EVENTS && !last) {
      overrun = true;
      return;
    }
    waiting.add(new Waiting(event, 0, 0, false));
    closed = last;
    notifyAll();
  }

  /** Tells what a provider says, which does not wait; speech has its time, and its end. */
  synchronized void tell(RealtimeEvent event) {
    switch (event) {
      case RealtimeEvent.AudioDelta delta when !isUnwanted(delta.responseId()) -> {
        int bytes = delta.audio().size();
        if (waiting.size() >= RealtimeLimits.WAITING_EVENTS || !held.take(bytes)) {
          overrun = true;
          return;
        }
        waiting.add(new Waiting(event, bytes, AudioFormat.PCM_24K.millis(bytes), true));
        waitingBytes += bytes;
        notifyAll();
      }
      case RealtimeEvent.AudioDelta _ -> {}
      case RealtimeEvent.Interrupted interrupted -> {
        silence(interrupted.responseId());
        put(event);
      }
      default -> put(event);
    }
  }

  /** Whether the caller has let more events wait than may. */
  synchronized boolean overrun() {
    return overrun;
  }

  /**
   * Tells more of an answer's text when there is room.
   *
   * @return false if nobody wants it any more
   */
  boolean text(String responseId, RealtimeEvent delta) {
    return whenRoom(responseId, new Waiting(delta, TEXT_BYTES, 0, false));
  }

  /**
   * Tells more of an answer's speech, piece by piece, when there is room.
   *
   * @return false if nobody wants it any more
   */
  boolean speech(RealtimeEvent.AudioDelta delta, AudioFormat format) {
    byte[] bytes = delta.audio().bytes();
    int piece = (int) format.bytes(PIECE_MILLIS);
    for (int from = 0; from < bytes.length; from += piece) {
      byte[] part = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + piece));
      RealtimeEvent next =
          new RealtimeEvent.AudioDelta(
              delta.responseId(), delta.itemId(), new Blob(format.mimeType(), part));
      if (!whenRoom(
          delta.responseId(), new Waiting(next, part.length, format.millis(part.length), false))) {
        return false;
      }
    }
    return true;
  }

  private synchronized boolean whenRoom(String responseId, Waiting next) {
    while (!isUnwanted(responseId)) {
      boolean room = waitingBytes < RealtimeLimits.WAITING_BYTES;
      boolean counted = room && held.take(next.bytes());
      // One piece may always wait, so that no session stands still because of the others.
      if (counted || (room && waitingBytes == 0)) {
        waiting.add(new Waiting(next.event(), next.bytes(), next.millis(), counted));
        waitingBytes += next.bytes();
        notifyAll();
        return true;
      }
      if (!sleep(room ? LOOK_MILLIS : 0)) {
        return false;
      }
    }
    return false;
  }

  /** What waited does so no longer. */
  private void gone(Waiting old) {
    waitingBytes -= old.bytes();
    if (old.counted()) {
      held.give(old.bytes());
    }
  }

  /**
   * Waits until so much of an item's speech can have been played.
   *
   * @return false if nobody wants more of it
   */
  synchronized boolean awaitPlayed(String responseId, String itemId, long millis) {
    while (!isUnwanted(responseId)) {
      long missing = millis - playedMillis(itemId);
      if (missing <= 0) {
        return true;
      }
      if (!sleep(missing)) {
        return false;
      }
    }
    return false;
  }

  private boolean isUnwanted(String responseId) {
    return closed || responseId.equals(silenced);
  }

  /** Throws away what waits of a response, and lets no more of it in. */
  synchronized void silence(String responseId) {
    silenced = responseId;
    waiting.removeIf(next -> {
      boolean unwanted =
          next.event() instanceof RealtimeEvent.AudioDelta audio
              && audio.responseId().equals(responseId);
      if (unwanted) {
        gone(next);
      }
      return unwanted;
    });
    notifyAll();
  }

  /** How much of an item's speech can have been played: by the clock, and what went out. */
  synchronized long playedMillis(String itemId) {
    Played current = played;
    return current == null || !current.itemId.equals(itemId) ? 0 : current.millis();
  }

  /** Whether speech of this response waits, or is being played by the clock. */
  synchronized boolean isSounding(String responseId, String itemId) {
    Played current = played;
    return (current != null && current.itemId.equals(itemId) && current.leftMillis() > 0)
        || waiting.stream()
            .anyMatch(next ->
                next.event() instanceof RealtimeEvent.AudioDelta audio
                    && audio.responseId().equals(responseId));
  }

  /** When the caller was told something for the last time. */
  synchronized long lastEventNanos() {
    return lastEventNanos;
  }

  /** Waits for a moment, 0 for any time, or until something changes; false when interrupted. */
  @SuppressWarnings("WaitNotInLoop") // whoever calls it does so in a loop
  private boolean sleep(long millis) {
    try {
      wait(millis);
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Tells the caller until the session has ended. */
  @Override
  public void run() {
    for (RealtimeEvent event = next(); event != null; event = next()) {
      caller.on(event);
    }
  }

  /** The next event when its time has come; null at the end. */
  private synchronized @Nullable RealtimeEvent next() {
    while (true) {
      Waiting first = waiting.peek();
      long wait = first == null ? 0 : early(first);
      if (first != null && wait <= 0) {
        waiting.remove();
        gone(first);
        lastEventNanos = System.nanoTime();
        notifyAll();
        return first.event();
      }
      if ((first == null && closed) || !sleep(wait)) {
        return null;
      }
    }
  }

  /** How many milliseconds too early it is; speech that goes now is counted. */
  private long early(Waiting first) {
    if (!(first.event() instanceof RealtimeEvent.AudioDelta audio)) {
      return 0;
    }
    Played current = played;
    if (current == null || !current.itemId.equals(audio.itemId())) {
      current = new Played(audio.itemId());
      played = current;
    }
    if (paced && !closed) {
      long early = current.leftMillis() - PACE_LEAD_NANOS / NANOS;
      if (early > 0) {
        return early;
      }
    }
    current.sent(first.millis());
    return 0;
  }
}
