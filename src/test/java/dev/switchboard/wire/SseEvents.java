package dev.switchboard.wire;

import dev.switchboard.http.ServerSentEvent;
import dev.switchboard.http.SseParser;
import java.util.ArrayList;
import java.util.List;

/** Server-sent events of goldens, read as the gateway reads them, and written. */
final class SseEvents {
  private static final int MAX_EVENT_BYTES = 1 << 20;

  private SseEvents() {}

  /** The events of a stream that came in these pieces and was then closed in good order. */
  static List<WireEvent> read(byte[]... pieces) {
    List<WireEvent> events = new ArrayList<>();
    SseParser parser = new SseParser(MAX_EVENT_BYTES, event -> events.add(of(event)));
    for (byte[] piece : pieces) {
      parser.feed(piece, 0, piece.length);
    }
    parser.finish().map(SseEvents::of).ifPresent(events::add);
    return events;
  }

  private static WireEvent of(ServerSentEvent event) {
    return new WireEvent(event.event().isEmpty() ? null : event.event(), event.data());
  }

  /** The events as they go over the wire. */
  static String write(List<WireEvent> events) {
    StringBuilder text = new StringBuilder();
    for (WireEvent event : events) {
      if (event.event() != null) {
        text.append("event: ").append(event.event()).append('\n');
      }
      text.append("data: ").append(event.data()).append("\n\n");
    }
    return text.toString();
  }
}
