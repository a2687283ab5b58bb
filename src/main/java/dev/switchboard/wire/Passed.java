package dev.switchboard.wire;

import dev.switchboard.ir.StreamEvent;
import java.util.List;

/**
 * The beginning of a stream that went to its caller in the bytes of a provider of their dialect.
 *
 * @param events the shortest stream that says the same; it has no end
 * @param marks those of its events that the encoder wanted to see
 * @param count how many events it had
 */
public record Passed(List<StreamEvent> events, List<WireEvent> marks, long count) {
  public Passed {
    events = List.copyOf(events);
    marks = List.copyOf(marks);
  }
}
