package dev.switchboard.wire;

import dev.switchboard.ir.Note;
import dev.switchboard.ir.StreamEvent;
import java.util.List;

/** Writes the events of one stream in a caller's dialect; holds its state. */
public interface StreamEncoder {

  /**
   * What to send for the next event; empty when the dialect says nothing of it yet. The events for
   * {@link StreamEvent.Finished} and {@link StreamEvent.Failed} include the dialect's own end.
   */
  List<WireEvent> encode(StreamEvent event);

  /** What could not be carried so far; asked for when the stream has ended. */
  default List<Note> notes() {
    return List.of();
  }
}
