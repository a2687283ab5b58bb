package dev.switchboard.provider;

import dev.switchboard.http.SseReader;
import dev.switchboard.http.UpstreamBody;
import dev.switchboard.wire.WireEvent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The events of a body, one at a time, however it frames them. Used by one thread. */
interface Frames {

  /**
   * Waits for the next event.
   *
   * @return the event, or null after the proper end of the body; then see {@link #unterminated}
   * @throws dev.switchboard.http.UpstreamException if the body does not reach its end
   * @throws dev.switchboard.http.EventTooLarge if an event is over its bound
   * @throws dev.switchboard.wire.FramingException if the bytes are no events
   */
  @Nullable WireEvent next();

  /** What stood without a mark of its end when the body ended. */
  Optional<WireEvent> unterminated();

  /** The events of a body that an endpoint answers. */
  static Frames of(Endpoint endpoint, UpstreamBody body, int maxEventBytes) {
    return endpoint
        .framer(maxEventBytes)
        .<Frames>map(framer -> new FramedBody(body, framer))
        .orElseGet(() -> new SseFrames(new SseReader(body, maxEventBytes)));
  }
}
