package dev.switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseEncoderTest {
  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void writesDataWithOneBlankAndLineFeeds() {
    assertThat(text(SseEncoder.data("{\"é\":1}"))).isEqualTo("data: {\"é\":1}\n\n");
    assertThat(text(SseEncoder.event("delta", "x"))).isEqualTo("event: delta\ndata: x\n\n");
  }

  @Test
  void writesEachLineOfTheDataAsALine() {
    assertThat(text(SseEncoder.data("a\nb\r\nc\rd\n")))
        .isEqualTo("data: a\ndata: b\ndata: c\ndata: d\ndata: \n\n");
  }

  @Test
  void writesIdAndRetry() {
    ServerSentEvent event = new ServerSentEvent("n", "x", Optional.of("7"), OptionalLong.of(1500));
    assertThat(text(SseEncoder.event(event)))
        .isEqualTo("id: 7\nretry: 1500\nevent: n\ndata: x\n\n");
  }

  @Test
  void writesComments() {
    assertThat(text(SseEncoder.comment("still here"))).isEqualTo(": still here\n\n");
    assertThat(text(SseEncoder.comment("a\ndata: b"))).isEqualTo(": a\n: data: b\n\n");
  }

  @Test
  void refusesANameThatBreaksOutOfItsLine() {
    assertThatThrownBy(() -> SseEncoder.event("a\ndata: b", "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            SseEncoder.event(
                new ServerSentEvent("", "x", Optional.of("a\rb"), OptionalLong.empty())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", " x", "a\nb", "\n", "a\n", "\n\n", "data: x", ": x", "é€𝄞"})
  void whatIsWrittenIsReadBack(String data) {
    List<ServerSentEvent> events = new ArrayList<>();
    byte[] bytes = SseEncoder.event("name", data);
    new SseParser(1000, events::add).feed(bytes, 0, bytes.length);
    assertThat(events).containsExactly(ServerSentEvent.of("name", data));
  }
}
