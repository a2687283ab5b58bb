package dev.switchboard.ingress.gemini;

import dev.switchboard.ingress.StreamFraming;
import dev.switchboard.wire.WireEvent;
import java.nio.charset.StandardCharsets;

/**
 * A stream as one JSON array that grows: what Google answers where no {@code alt=sse} is asked for.
 */
final class JsonArrayFraming implements StreamFraming {
  private boolean begun;

  @Override
  public String contentType() {
    return "application/json; charset=utf-8";
  }

  @Override
  public byte[] frame(WireEvent event) {
    String before = begun ? ",\r\n" : "[";
    begun = true;
    return (before + event.data()).getBytes(StandardCharsets.UTF_8);
  }

  /** White space between two elements. */
  @Override
  public byte[] filler() {
    return new byte[] {'\n'};
  }

  @Override
  public byte[] close() {
    return (begun ? "]" : "[]").getBytes(StandardCharsets.UTF_8);
  }
}
