package dev.switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** An event stream says the same cut anywhere, and what was read can be written and read again. */
class SseFuzz {
  private static final int MAX = 1 << 16;

  @FuzzTest
  void saysTheSameInPieces(byte[] bytes) {
    List<ServerSentEvent> whole = read(bytes, Math.max(1, bytes.length));
    assertThat(read(bytes, 1)).isEqualTo(whole);
    assertThat(read(bytes, 3)).isEqualTo(whole);
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    List<String> data = new ArrayList<>();
    for (ServerSentEvent event : whole) {
      data.add(event.data());
      again.writeBytes(SseEncoder.data(event.data()));
    }
    assertThat(read(again.toByteArray(), 5)).map(ServerSentEvent::data).isEqualTo(data);
  }

  private static List<ServerSentEvent> read(byte[] bytes, int step) {
    List<ServerSentEvent> events = new ArrayList<>();
    SseParser parser = new SseParser(MAX, events::add);
    for (int at = 0; at < bytes.length; at += step) {
      parser.feed(bytes, at, Math.min(step, bytes.length - at));
    }
    parser.finish().ifPresent(events::add);
    return events;
  }
}
