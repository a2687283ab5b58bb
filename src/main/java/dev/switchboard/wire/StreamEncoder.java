package dev.switchboard.wire;

import dev.switchboard.ir.StreamEvent;
import java.util.List;

/** Writes the events of one stream in a caller's dialect; holds its state. */
public interface StreamEncoder {

  /**
   * What to send for the next event; empty when the dialect says nothing of it yet. The events for
   * {@link StreamEvent.Finished} and {@link StreamEvent.Failed} include the dialect's own end.
   */
  List<WireEvent> encode(StreamEvent event);
}
