package dev.switchboard.wire.gemini.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.ir.RealtimeEvent;
import dev.switchboard.ir.Usage;
import org.junit.jupiter.api.Test;

/** What callers of Gemini's Live API hear of a session. */
class LiveServerEventsTest {
  @Test
  void tellUsageThatComesAfterTheEndInAFrameOfItsOwn() {
    LiveServerEvents events =
        new LiveServerEvents(
            new LiveServerState(), LiveServerSetup.read("{\"setup\":{\"model\":\"models/m\"}}"));
    assertThat(events.encode(new RealtimeEvent.Counted("r1", Usage.of(5, 2))))
        .singleElement()
        .asString()
        .startsWith("{\"usageMetadata\":{")
        .contains("\"promptTokenCount\":5", "\"responseTokenCount\":2");
    assertThat(events.encode(new RealtimeEvent.Counted("r1", Usage.UNKNOWN))).isEmpty();
  }
}
