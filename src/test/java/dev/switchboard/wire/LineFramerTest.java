package dev.switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineFramerTest {
  private static final byte[] LINES =
      "{\"a\":\"☃\"}\r\n\n{\"b\":2}\n{\"c\":3}".getBytes(StandardCharsets.UTF_8);

  @Test
  void readsTheSameHoweverTheBytesAreCut() {
    for (int cut = 0; cut <= LINES.length; cut++) {
      LineFramer framer = new LineFramer(100);
      List<WireEvent> events = new ArrayList<>(framer.feed(Arrays.copyOf(LINES, cut)));
      events.addAll(framer.feed(Arrays.copyOfRange(LINES, cut, LINES.length)));
      framer.finish().ifPresent(events::add);
      assertThat(events)
          .as("cut at byte %d", cut)
          .extracting(WireEvent::data)
          .containsExactly("{\"a\":\"☃\"}", "{\"b\":2}", "{\"c\":3}");
    }
  }

  @Test
  void refusesALineOverItsBoundBeforeItEnds() {
    LineFramer framer = new LineFramer(4);
    framer.feed("12".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> framer.feed("345".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(FramingException.class);
  }
}
