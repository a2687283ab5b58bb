package dev.switchboard.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Cuts lines of JSON (NDJSON): each line is an event without a name; blank lines are none. */
public final class LineFramer implements Framer {
  private final int maxLineBytes;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  /**
   * @param maxLineBytes most bytes of one line
   */
  public LineFramer(int maxLineBytes) {
    this.maxLineBytes = maxLineBytes;
  }

  @Override
  public List<WireEvent> feed(byte[] bytes) {
    List<WireEvent> events = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        hold(bytes, from, i);
        take().ifPresent(events::add);
        from = i + 1;
      }
    }
    hold(bytes, from, bytes.length);
    return events;
  }

  /** The last line may lack its break. */
  @Override
  public Optional<WireEvent> finish() {
    return take();
  }

  private void hold(byte[] bytes, int from, int to) {
    if (to - from > maxLineBytes - line.size()) {
      throw new FramingException("one of its lines is larger than any can be");
    }
    line.write(bytes, from, to - from);
  }

  private Optional<WireEvent> take() {
    String text = line.toString(StandardCharsets.UTF_8).strip();
    line.reset();
    return text.isEmpty() ? Optional.empty() : Optional.of(WireEvent.of(text));
  }
}
