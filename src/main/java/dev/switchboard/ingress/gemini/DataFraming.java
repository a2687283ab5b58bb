package dev.switchboard.ingress.gemini;

import dev.switchboard.http.SseEncoder;
import dev.switchboard.ingress.StreamFraming;
import dev.switchboard.wire.WireEvent;

/**
 * Server-sent events of nothing but data: Google's SDKs lose or refuse events with a name, comments
 * and marks of an end.
 */
final class DataFraming implements StreamFraming {
  @Override
  public String contentType() {
    return "text/event-stream; charset=utf-8";
  }

  @Override
  public byte[] frame(WireEvent event) {
    return SseEncoder.data(event.data());
  }

  /** An empty line, which all of them skip. */
  @Override
  public byte[] filler() {
    return new byte[] {'\n'};
  }

  @Override
  public byte[] close() {
    return new byte[0];
  }
}
