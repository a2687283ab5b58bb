package dev.switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.switchboard.http.UpstreamException.Kind;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SseReaderTest {
  private final HttpFixture http = new HttpFixture();
  private final FakeUpstream upstream = http.upstream();

  @AfterEach
  void close() {
    http.close();
  }

  private SseReader read(Script script) {
    upstream.enqueue(script);
    UpstreamRequest request =
        UpstreamRequest.get(upstream.uri("/"), Headers.EMPTY, Deadlines.DEFAULT);
    return http.keep(new SseReader(http.client().send(request).body(), 1000));
  }

  @Test
  void readsEventsUntilTheEnd() {
    SseReader events = read(Script.sse("data: one\n\ndata: t", "wo\n\n", "data: [DONE]\n\n"));
    assertThat(events.next()).isEqualTo(ServerSentEvent.of("one"));
    assertThat(events.next()).isEqualTo(ServerSentEvent.of("two"));
    assertThat(events.next()).isEqualTo(ServerSentEvent.of("[DONE]"));
    assertThat(events.next()).isNull();
    assertThat(events.next()).isNull();
    assertThat(events.unterminated()).isEmpty();
  }

  @Test
  void tellsWhatStoodAfterTheLastBlankLine() {
    SseReader events = read(Script.sse("data: one\n\ndata: [DO", "NE]"));
    assertThat(events.next()).isEqualTo(ServerSentEvent.of("one"));
    assertThat(events.next()).isNull();
    assertThat(events.unterminated()).contains(ServerSentEvent.of("[DONE]"));
  }

  @Test
  void givesTheEventsBeforeACut() {
    SseReader events =
        read(
            Script.status(200)
                .chunked()
                .chunk("data: one\n\ndata: two\n\ndata: th")
                .pause(Duration.ofMillis(20))
                .cut());
    assertThat(events.next()).isEqualTo(ServerSentEvent.of("one"));
    assertThat(events.next()).isEqualTo(ServerSentEvent.of("two"));
    assertThat(catchThrowableOfType(UpstreamException.class, events::next).kind())
        .isEqualTo(Kind.CUT);
  }

  @Test
  void refusesAnEventOverItsBound() {
    SseReader events = read(Script.sse("data: " + "x".repeat(2000) + "\n\n"));
    assertThat(catchThrowableOfType(EventTooLarge.class, events::next)).isNotNull();
  }
}
