package dev.switchboard.ingress;

import dev.switchboard.http.Headers;
import dev.switchboard.http.ResponseStream;
import dev.switchboard.http.SseEncoder;
import dev.switchboard.wire.WireEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The events of an answer that is made in the background, for as many listeners as there are. */
public final class EventFeed {
  /** How often a listener looks whether there is an end. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<WireEvent> events = new ArrayList<>();
  private boolean ended;

  /** Tells all listeners. */
  public void add(WireEvent event) {
    lock.lock();
    try {
      events.add(event);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more will come. */
  public void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing more will come. */
  public boolean ended() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for events.
   *
   * @param from the place of the first one wanted
   * @return empty when none came in that time, or none will
   */
  List<WireEvent> await(int from, Duration patience) {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (events.size() <= from && !ended && left > 0) {
        left = changed.awaitNanos(left);
      }
      return events.size() <= from ? List.of() : List.copyOf(events.subList(from, events.size()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Streams the events until the last one; the caller may leave, others go on listening.
   *
   * @param from the place of the first event wanted
   * @param close what follows the last one
   */
  public void follow(Incoming incoming, int from, byte[] close) {
    try (ResponseStream out = incoming.exchange().stream(200, streamHeaders(incoming))) {
      out.sendHead();
      out.fillSilence(StreamFraming.comment());
      int next = from;
      while (true) {
        boolean last = ended();
        List<WireEvent> told = await(next, PATIENCE);
        for (WireEvent event : told) {
          out.write(SseEncoder.event(Objects.requireNonNull(event.event()), event.data()));
        }
        next += told.size();
        if (told.isEmpty() && last) {
          out.end(close);
          return;
        }
      }
    }
  }

  /** The head of a stream that is told again, or from outside a call. */
  public static Headers streamHeaders(Incoming incoming) {
    return Headers.builder()
        .add("content-type", StreamFraming.serverSentEvents().contentType())
        .add("cache-control", "no-cache")
        .add("x-accel-buffering", "no")
        .add("x-request-id", incoming.requestId())
        .build();
  }
}
