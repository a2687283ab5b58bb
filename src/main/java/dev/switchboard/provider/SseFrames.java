package dev.switchboard.provider;

import dev.switchboard.http.ServerSentEvent;
import dev.switchboard.http.SseReader;
import dev.switchboard.wire.WireEvent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Server-sent events. */
record SseFrames(SseReader reader) implements Frames {
  @Override
  public @Nullable WireEvent next() {
    ServerSentEvent event = reader.next();
    return event == null ? null : wire(event);
  }

  @Override
  public Optional<WireEvent> unterminated() {
    return reader.unterminated().map(SseFrames::wire);
  }

  /** Data over several lines is one JSON text, in which a line break is white space. */
  private static WireEvent wire(ServerSentEvent event) {
    return new WireEvent(
        event.event().isEmpty() ? null : event.event(), event.data().replace('\n', ' '));
  }
}
