package dev.switchboard.ingress;

import dev.switchboard.http.Headers;
import dev.switchboard.http.ServerSentEvent;
import dev.switchboard.http.SseParser;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.JsonNode;

/** A stream that its caller may come back to: what it said, and whether anybody listens. */
final class KeptStream {
  private static final byte[] NOTHING = new byte[0];

  /** About what an array and its place in a list take beside its bytes. */
  private static final long EVENT_OVERHEAD = 32;

  private final String id;
  private final String keyId;
  private final Headers headers;
  private final AtomicLong budget;
  private final long most;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<byte[]> events = new ArrayList<>();
  private long bytes;
  private int listeners = 1;
  private long aloneSince;
  private boolean ended;
  private boolean proper;
  private boolean lost;

  /**
   * @param budget the bytes that all such streams may still hold
   * @param most the bytes that this one may
   */
  KeptStream(String id, String keyId, Headers headers, AtomicLong budget, long most) {
    this.id = id;
    this.keyId = keyId;
    this.headers = headers;
    this.budget = budget;
    this.most = most;
  }

  String id() {
    return id;
  }

  String keyId() {
    return keyId;
  }

  /** The head that its first answer had. */
  Headers headers() {
    return headers;
  }

  /** Adds an event, and says under which number; without room for it nothing is kept any more. */
  int add(byte[] event) {
    lock.lock();
    try {
      long weight = event.length + EVENT_OVERHEAD;
      events.add(lost ? NOTHING : event);
      if (!lost) {
        bytes += weight;
        if (budget.addAndGet(-weight) < 0 || bytes > most) {
          lose();
        }
      }
      changed.signalAll();
      return events.size();
    } finally {
      lock.unlock();
    }
  }

  /** How many events there are. */
  int size() {
    lock.lock();
    try {
      return events.size();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether it is a stream of the Responses API that says a response's id.
   *
   * @param responseId as its first event has it
   */
  boolean tells(String responseId) {
    byte[] first;
    lock.lock();
    try {
      if (lost || events.isEmpty()) {
        return false;
      }
      first = events.getFirst();
    } finally {
      lock.unlock();
    }
    return data(first).path("response").path("id").asString("").equals(responseId);
  }

  /**
   * How many of its events come before those with a higher number; none has one that is not there
   * yet.
   *
   * @param number an event's {@code sequence_number}
   */
  int upTo(long number) {
    List<byte[]> known = await(0, Duration.ZERO);
    int before = known.size();
    while (before > 0 && data(known.get(before - 1)).path("sequence_number").asLong(-1) > number) {
      before--;
    }
    return before;
  }

  /** What an event says, where that is JSON; else nothing. */
  private static JsonNode data(byte[] event) {
    List<ServerSentEvent> read = new ArrayList<>(1);
    new SseParser(event.length, read::add).feed(event, 0, event.length);
    try {
      return read.isEmpty() ? Json.object() : Json.parse(read.getFirst().data());
    } catch (InvalidJsonException _) {
      return Json.object();
    }
  }

  private void lose() {
    lost = true;
    budget.addAndGet(bytes);
    bytes = 0;
    events.replaceAll(_ -> NOTHING);
    changed.signalAll();
  }

  /** Gives its memory back. */
  void forget() {
    lock.lock();
    try {
      if (!lost) {
        lose();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether it can be told again. */
  boolean isWhole() {
    lock.lock();
    try {
      return !lost;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Nothing more will come.
   *
   * @param properly whether its answer came to its end
   */
  void end(boolean properly) {
    lock.lock();
    try {
      proper |= properly;
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether its answer came to its end. */
  boolean isProper() {
    lock.lock();
    try {
      return proper;
    } finally {
      lock.unlock();
    }
  }

  boolean isEnded() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

  /** Somebody listens from now on. */
  void joined() {
    lock.lock();
    try {
      listeners++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Somebody does not listen any more. */
  void left() {
    lock.lock();
    try {
      listeners--;
      aloneSince = System.nanoTime();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until nobody has listened for that long.
   *
   * @return false when the stream ended before, or when the thread was interrupted
   */
  boolean awaitLoneliness(Duration patience) {
    lock.lock();
    try {
      while (!ended) {
        if (listeners > 0) {
          changed.await();
          continue;
        }
        long left = aloneSince + patience.toNanos() - System.nanoTime();
        if (left <= 0) {
          return true;
        }
        long _ = changed.awaitNanos(left);
      }
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the stream's end. */
  void awaitEnd() {
    lock.lock();
    try {
      while (!ended) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for that long, or until it cannot be told again. */
  void awaitForgetting(Duration patience) {
    lock.lock();
    try {
      long until = System.nanoTime() + patience.toNanos();
      for (long left = patience.toNanos(); !lost && left > 0; left = until - System.nanoTime()) {
        long _ = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for events.
   *
   * @param from how many are known already
   * @return empty when none came in that time, or none will
   */
  List<byte[]> await(int from, Duration patience) {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (events.size() <= from && !ended && left > 0) {
        left = changed.awaitNanos(left);
      }
      return events.size() <= from || lost
          ? List.of()
          : List.copyOf(events.subList(from, events.size()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } finally {
      lock.unlock();
    }
  }
}
