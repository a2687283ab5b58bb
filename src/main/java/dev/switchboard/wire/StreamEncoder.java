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

  /**
   * Whether {@link #resume} needs this event to go on after it; asked for each event that goes to
   * the caller in a provider's own bytes, so it must not read what it need not.
   */
  default boolean marks(WireEvent passed) {
    return false;
  }

  /**
   * Goes on where a provider's own events ended, with the ids and places that they gave; before
   * anything was encoded.
   */
  default void resume(Passed passed) {
    passed.events().forEach(this::encode);
  }

  /** What could not be carried so far; asked for when the stream has ended. */
  default List<Note> notes() {
    return List.of();
  }
}
