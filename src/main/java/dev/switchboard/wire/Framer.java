package dev.switchboard.wire;

import java.util.List;
import java.util.Optional;

/**
 * Cuts the bytes of one stream into its events, where a dialect does not stream server-sent events;
 * holds its state, so one instance per stream.
 */
public interface Framer {

  /**
   * Takes the next bytes.
   *
   * @return the events that are whole with them, in order
   * @throws FramingException if the bytes cannot be cut, or an event is over its bound
   */
  List<WireEvent> feed(byte[] bytes);

  /**
   * The body ended in good order.
   *
   * @return what stood there without a mark of its end; empty for nothing
   * @throws FramingException if an event was cut in the middle and that can be seen
   */
  Optional<WireEvent> finish();
}
