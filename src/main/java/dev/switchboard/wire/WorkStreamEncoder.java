package dev.switchboard.wire;

import dev.switchboard.ir.WorkEvent;
import java.util.List;

/** Writes the events of one streamed answer in a caller's dialect; holds its state. */
public interface WorkStreamEncoder {

  /** What to send for the next event. */
  List<WireEvent> encode(WorkEvent event);
}
