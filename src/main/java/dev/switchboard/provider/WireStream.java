package dev.switchboard.provider;

import dev.switchboard.http.EventTooLarge;
import dev.switchboard.http.UpstreamException;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.wire.FramingException;
import dev.switchboard.wire.StreamDecoder;
import dev.switchboard.wire.WireEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The events of one answer, decoded; passed through as well when the bytes may be. */
final class WireStream implements ChatStream {
  /** How long a stream's last mark is waited for after the provider said why the answer ends. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final HeldBody body;
  private final Frames frames;
  private final StreamDecoder decoder;
  private final Endpoint.@Nullable Passage passage;
  private final UpstreamFailures failures;
  private final Deque<Item> ahead = new ArrayDeque<>(2);

  /** Characters that may still come; what a stream says is kept until its end. */
  private long room;

  private boolean hurried;
  private boolean unterminatedTaken;
  private boolean ended;

  WireStream(
      HeldBody body,
      Endpoint endpoint,
      Endpoint.@Nullable Passage passage,
      UpstreamFailures failures) {
    this.body = body;
    this.frames = Frames.of(endpoint, body, AnswerBounds.HERE.eventBytes());
    this.room = AnswerBounds.HERE.streamBytes();
    this.decoder = endpoint.codec().streamDecoder();
    this.passage = passage;
    this.failures = failures;
  }

  /**
   * Waits for the first event that means something and keeps what came for {@link #next}.
   *
   * @throws FailureException if the stream fails before it; the stream is closed then
   */
  void awaitFirstEvent() {
    while (true) {
      Optional<Item> item = pull();
      if (item.isEmpty()) {
        return;
      }
      ahead.add(item.get());
      for (StreamEvent event : item.get().events()) {
        if (event instanceof StreamEvent.Failed failed) {
          close();
          throw new FailureException(failed.failure());
        }
        if (!(event instanceof StreamEvent.Started)) {
          return;
        }
      }
    }
  }

  @Override
  public Optional<Item> next() {
    Item waiting = ahead.poll();
    return waiting == null ? pull() : Optional.of(waiting);
  }

  @Override
  public void close() {
    ended = true;
    body.close();
  }

  private Optional<Item> pull() {
    if (ended) {
      return Optional.empty();
    }
    Item item;
    try {
      WireEvent event = frames.next();
      item = event == null ? atEnd() : bounded(event);
      body.keepOnly(kept(item, event));
    } catch (EventTooLarge _) {
      item = tooLarge("one of its events is larger than any can be");
    } catch (FramingException e) {
      item =
          new Item(
              List.of(
                  new StreamEvent.Failed(
                      failures.failed(
                          Failure.ProviderFailed.Kind.UNREADABLE,
                          "its stream: " + e.getMessage()))),
              null);
    } catch (FailureException e) {
      item = new Item(List.of(new StreamEvent.Failed(e.failure())), null);
    } catch (UpstreamException e) {
      item = broken(e);
    }
    if (isEnd(item)) {
      close();
    }
    return Optional.of(item);
  }

  /** How much of an event is kept until the stream's end. */
  private static long kept(Item item, @Nullable WireEvent raw) {
    long characters = 0;
    for (StreamEvent event : item.events()) {
      characters +=
          switch (event) {
            case StreamEvent.TextDelta delta -> delta.text().length();
            case StreamEvent.ReasoningDelta delta -> delta.text().length();
            case StreamEvent.RefusalDelta delta -> delta.text().length();
            case StreamEvent.ToolCallDelta delta -> delta.arguments().length();
            case StreamEvent.ReasoningSigned _, StreamEvent.ToolCallStarted _, StreamEvent.Part _ ->
                raw == null ? 0 : raw.data().length();
            case StreamEvent.Started _,
                StreamEvent.ToolCallEnded _,
                StreamEvent.Finished _,
                StreamEvent.Failed _ ->
                0;
          };
    }
    return characters;
  }

  /**
   * A connection that breaks, or falls silent, after the provider said why the answer ended has
   * lost nothing.
   */
  private Item broken(UpstreamException e) {
    boolean harmless =
        switch (e.kind()) {
          case CUT, RESET, IDLE_TIMEOUT, TOTAL_TIMEOUT -> decoder.hasReason();
          default -> false;
        };
    return harmless ? end() : new Item(List.of(new StreamEvent.Failed(failures.of(e))), null);
  }

  private Item bounded(WireEvent event) {
    room -= event.data().length();
    return room < 0 ? tooLarge("its answer is larger than any can be") : decode(event);
  }

  private Item tooLarge(String what) {
    return new Item(
        List.of(
            new StreamEvent.Failed(failures.failed(Failure.ProviderFailed.Kind.UNREADABLE, what))),
        null);
  }

  private Item decode(WireEvent raw) {
    List<StreamEvent> events = named(decoder.decode(raw.event(), raw.data()));
    if (decoder.hasReason() && (!hurried || !events.isEmpty())) {
      hurried = true;
      body.endWithin(GRACE);
    }
    return new Item(events, passage != null && passage.passesBack(raw) ? raw : null);
  }

  /** A last event without the mark of its end counts: the body itself came whole. */
  private Item atEnd() {
    if (!unterminatedTaken) {
      unterminatedTaken = true;
      Optional<WireEvent> last = frames.unterminated();
      if (last.isPresent()) {
        return decode(last.get());
      }
    }
    return end();
  }

  private Item end() {
    List<StreamEvent> events = named(decoder.end());
    WireEvent terminator = passage == null ? null : passage.terminator().orElse(WireEvent.NOTHING);
    boolean finished = events.stream().anyMatch(StreamEvent.Finished.class::isInstance);
    if (events.isEmpty()) {
      events =
          List.of(
              new StreamEvent.Failed(
                  failures.failed(
                      Failure.ProviderFailed.Kind.NO_END, "its stream ended without a reason")));
    }
    return new Item(events, finished ? terminator : null);
  }

  private List<StreamEvent> named(List<StreamEvent> events) {
    for (StreamEvent event : events) {
      if (event instanceof StreamEvent.Failed) {
        return events.stream().map(this::named).toList();
      }
    }
    return events;
  }

  private StreamEvent named(StreamEvent event) {
    return event instanceof StreamEvent.Failed failed
        ? new StreamEvent.Failed(failures.named(failed.failure()))
        : event;
  }

  private static boolean isEnd(Item item) {
    for (StreamEvent event : item.events()) {
      if (event instanceof StreamEvent.Finished || event instanceof StreamEvent.Failed) {
        return true;
      }
    }
    return false;
  }
}
