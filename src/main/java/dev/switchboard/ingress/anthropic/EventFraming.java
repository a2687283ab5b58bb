package dev.switchboard.ingress.anthropic;

import dev.switchboard.http.SseEncoder;
import dev.switchboard.ingress.StreamFraming;
import dev.switchboard.wire.WireEvent;

/** Server-sent events with Anthropic's own {@code ping} in between. */
final class EventFraming implements StreamFraming {
  private final StreamFraming events = StreamFraming.serverSentEvents();

  @Override
  public String contentType() {
    return events.contentType();
  }

  @Override
  public byte[] frame(WireEvent event) {
    return events.frame(event);
  }

  @Override
  public byte[] filler() {
    return SseEncoder.event("ping", "{\"type\": \"ping\"}");
  }

  @Override
  public byte[] close() {
    return events.close();
  }
}
