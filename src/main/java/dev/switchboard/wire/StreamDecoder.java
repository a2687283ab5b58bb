package dev.switchboard.wire;

import dev.switchboard.ir.StreamEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of one stream; holds its state, so one instance per stream.
 *
 * <p>Whatever is fed, the events that come out follow the grammar of {@link StreamEvent}; after an
 * end has come out, further input yields nothing.
 */
public interface StreamDecoder {

  /**
   * Reads one server-sent event.
   *
   * @param event the {@code event:} name; null when there was none
   * @param data the payload
   * @return what it means, in order; empty for keep-alives. Something unreadable is one {@link
   *     StreamEvent.Failed}: it may have held text, so it is never skipped
   */
  List<StreamEvent> decode(@Nullable String event, String data);

  /**
   * The upstream closed the stream in good order.
   *
   * @return what was held back, then the end: {@link StreamEvent.Finished} if the provider gave its
   *     reason before, else {@link StreamEvent.Failed}; empty if the end had come out already
   */
  List<StreamEvent> end();

  /**
   * Whether the provider has said why the answer ends, so that only the mark of the stream's end,
   * or usage, can still come.
   */
  default boolean hasReason() {
    return false;
  }
}
