package dev.switchboard.provider;

import dev.switchboard.http.EventTooLarge;
import dev.switchboard.http.ServerSentEvent;
import dev.switchboard.http.SseReader;
import dev.switchboard.http.UpstreamException;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.WorkEvent;
import dev.switchboard.wire.WireEvent;
import dev.switchboard.wire.WorkStreamDecoder;
import java.util.List;
import java.util.Optional;

/** An answer that comes as server-sent events. */
final class WireWorkStream implements WorkStream {
  private final HeldBody body;
  private final SseReader reader;
  private final WorkStreamDecoder decoder;
  private final boolean passedThrough;
  private final UpstreamFailures failures;
  private boolean unterminatedTaken;
  private boolean ended;

  WireWorkStream(
      HeldBody body, WorkStreamDecoder decoder, boolean passedThrough, UpstreamFailures failures) {
    this.body = body;
    this.reader = new SseReader(body, AnswerBounds.HERE.eventBytes());
    this.decoder = decoder;
    this.passedThrough = passedThrough;
    this.failures = failures;
  }

  @Override
  public String mimeType() {
    return decoder.mimeType();
  }

  @Override
  public Optional<Item> next() {
    if (ended) {
      return Optional.empty();
    }
    Item item;
    try {
      ServerSentEvent event = reader.next();
      item = event == null ? atEnd() : decode(event);
      body.keepOnly(0);
    } catch (EventTooLarge _) {
      item =
          failed(
              failures.failed(
                  Failure.ProviderFailed.Kind.UNREADABLE,
                  "one of its events is larger than any can be"));
    } catch (FailureException e) {
      item = failed(e.failure());
    } catch (UpstreamException e) {
      item = failed(failures.of(e));
    }
    if (item.events().stream()
        .anyMatch(e -> e instanceof WorkEvent.Finished || e instanceof WorkEvent.Failed)) {
      ended = true;
      close();
    }
    return Optional.of(item);
  }

  private Item decode(ServerSentEvent event) {
    List<WorkEvent> events = named(decoder.decode(event.event(), event.data()));
    return new Item(events, passedThrough ? new WireEvent(event.event(), event.data()) : null);
  }

  private Item atEnd() {
    if (!unterminatedTaken) {
      unterminatedTaken = true;
      Optional<ServerSentEvent> last = reader.unterminated();
      if (last.isPresent()) {
        return decode(last.get());
      }
    }
    List<WorkEvent> events = named(decoder.end());
    return events.isEmpty()
        ? failed(
            failures.failed(
                Failure.ProviderFailed.Kind.NO_END, "its stream ended without its result"))
        // All that the caller is to see of a passed-through stream has gone on already.
        : new Item(events, passedThrough ? WireEvent.of("") : null);
  }

  private List<WorkEvent> named(List<WorkEvent> events) {
    return events.stream()
        .<WorkEvent>map(e ->
            e instanceof WorkEvent.Failed f ? new WorkEvent.Failed(failures.named(f.failure())) : e)
        .toList();
  }

  private static Item failed(Failure failure) {
    return new Item(List.of(new WorkEvent.Failed(failure)), null);
  }

  @Override
  public void close() {
    ended = true;
    body.close();
  }
}
