package dev.switchboard.wire;

import dev.switchboard.ir.WorkEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the events of one streamed answer; holds its state, so one instance per stream. */
public interface WorkStreamDecoder {

  /** The media type of the sound that the events bring; empty where they bring none. */
  default String mimeType() {
    return "";
  }

  /**
   * Reads one server-sent event.
   *
   * @param event the {@code event:} name; null when there was none
   * @return what it means, in order; something unreadable is one {@link WorkEvent.Failed}
   */
  List<WorkEvent> decode(@Nullable String event, String data);

  /** The stream was closed in good order: the end, unless it had come out already. */
  List<WorkEvent> end();
}
