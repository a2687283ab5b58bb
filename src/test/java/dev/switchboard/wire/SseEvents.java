package dev.switchboard.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A plain reader of server-sent events for goldens: LF or CRLF, whole events only. */
final class SseEvents {
  private SseEvents() {}

  /** The events of a stream that came in these pieces; one that no blank line ended is dropped. */
  static List<WireEvent> read(byte[]... pieces) {
    StringBuilder all = new StringBuilder();
    for (byte[] piece : pieces) {
      all.append(new String(piece, StandardCharsets.ISO_8859_1));
    }
    String text =
        new String(all.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    List<WireEvent> events = new ArrayList<>();
    @Nullable String name = null;
    @Nullable StringBuilder data = null;
    for (int at = 0, end; (end = text.indexOf('\n', at)) >= 0; at = end + 1) {
      String line = text.substring(at, end > at && text.charAt(end - 1) == '\r' ? end - 1 : end);
      if (line.isEmpty()) {
        if (data != null) {
          events.add(new WireEvent(name, data.toString()));
        }
        name = null;
        data = null;
      } else if (line.startsWith("event:")) {
        name = line.substring(6).strip();
      } else if (line.startsWith("data:")) {
        String value = line.substring(line.startsWith("data: ") ? 6 : 5);
        data = data == null ? new StringBuilder(value) : data.append('\n').append(value);
      }
    }
    return events;
  }

  /** The events as they go over the wire. */
  static String write(List<WireEvent> events) {
    StringBuilder text = new StringBuilder();
    for (WireEvent event : events) {
      if (event.event() != null) {
        text.append("event: ").append(event.event()).append('\n');
      }
      text.append("data: ").append(event.data()).append("\n\n");
    }
    return text.toString();
  }
}
