package dev.switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseParserTest {
  private static final int MAX = 1 << 20;

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<ServerSentEvent> parse(String text) {
    List<ServerSentEvent> events = new ArrayList<>();
    byte[] bytes = utf8(text);
    new SseParser(MAX, events::add).feed(bytes, 0, bytes.length);
    return events;
  }

  private static List<String> data(String text) {
    return parse(text).stream().map(ServerSentEvent::data).toList();
  }

  @Test
  void readsNameDataIdAndRetry() {
    assertThat(parse("event: add\ndata: 73857293\nid: 7\nretry: 1500\n\n"))
        .containsExactly(
            new ServerSentEvent("add", "73857293", Optional.of("7"), OptionalLong.of(1500)));
  }

  @Test
  void joinsDataLines() {
    assertThat(data("data: YHOO\ndata: +2\ndata: 10\n\n")).containsExactly("YHOO\n+2\n10");
  }

  @Test
  void keepsEmptyDataAndEmptyLines() {
    assertThat(data("data\n\ndata\ndata\n\ndata:\n\n")).containsExactly("", "\n", "");
  }

  @Test
  void removesOneBlankAfterTheColonAndNoMore() {
    assertThat(data("data:test\n\ndata: test\n\ndata:  test\n\ndata:\ttest\n\n"))
        .containsExactly("test", "test", " test", "\ttest");
  }

  @Test
  void skipsCommentsAndUnknownFields() {
    assertThat(data(": hello\n\nfoo: bar\n:x\ndata: one\nDATA: two\ndatax: y\n\n: bye\n\n"))
        .containsExactly("one");
  }

  @Test
  void givesNoEventWithoutData() {
    assertThat(data("event: ping\n\nid: 3\n\nretry: 5\n\n\n\ndata: x\n\n")).containsExactly("x");
  }

  @Test
  void forgetsTheNameOfAnEventWithoutData() {
    assertThat(parse("event: ping\n\ndata: x\n\n").getFirst().event()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n"})
  void takesEveryKindOfLineEnd(String end) {
    assertThat(data("data: one" + end + "data: two" + end + end + "data: three" + end + end))
        .containsExactly("one\ntwo", "three");
  }

  @Test
  void takesMixedLineEnds() {
    assertThat(data("data: a\r\ndata: b\rdata: c\n\r\ndata: d\r\n\rdata: e\n\n"))
        .containsExactly("a\nb\nc", "d", "e");
  }

  @Test
  void skipsOneByteOrderMarkAtTheStartOnly() {
    assertThat(data("\ufeffdata: one\n\n\ufeffdata: two\n\ndata: \ufeffthree\n\n"))
        .containsExactly("one", "\ufeffthree");
  }

  @Test
  void ignoresAnIdWithNulAndARetryThatIsNoNumber() {
    ServerSentEvent event = parse("id: a\0b\nretry: 1x\nretry:\ndata: x\n\n").getFirst();
    assertThat(event.id()).isEmpty();
    assertThat(event.retryMillis()).isEmpty();
  }

  @Test
  void givesTheSameEventsHoweverItsBytesAreCut() {
    String beginning =
        "\ufeff: hi\r\n\r\nevent: ä\r\ndata: one €\r\n\r\ndata: 𝄞\rdata:two\r\r: c\n";
    String stream = beginning + "id: 1\ndata: [DONE]\n\n";
    List<ServerSentEvent> whole = parse(stream);
    assertThat(whole).hasSize(3);
    byte[] bytes = utf8(stream);
    for (int first = 0; first <= bytes.length; first++) {
      for (int second = first; second <= bytes.length; second++) {
        List<ServerSentEvent> events = new ArrayList<>();
        SseParser parser = new SseParser(MAX, events::add);
        parser.feed(bytes, 0, first);
        parser.feed(bytes, first, second - first);
        parser.feed(bytes, second, bytes.length - second);
        assertThat(events).isEqualTo(whole);
        assertThat(parser.isBetweenEvents()).isTrue();
      }
    }
  }

  @Test
  void givesTheSameEventsByteByByte() {
    Random random = new Random(7);
    String letters = "dat:a \r\n\n\revnti é€";
    for (int round = 0; round < 500; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 60; i++) {
        text.append(
            random.nextInt(4) == 0
                ? "data: x\n"
                : String.valueOf(letters.charAt(random.nextInt(letters.length()))));
      }
      List<ServerSentEvent> events = new ArrayList<>();
      SseParser parser = new SseParser(MAX, events::add);
      for (byte b : utf8(text.toString())) {
        parser.feed(new byte[] {b}, 0, 1);
      }
      assertThat(events).isEqualTo(parse(text.toString()));
    }
  }

  @Test
  void knowsWhetherAnEventIsUnderWay() {
    SseParser parser = new SseParser(MAX, event -> {});
    assertThat(parser.isBetweenEvents()).isTrue();
    parser.feed(utf8("da"), 0, 2);
    assertThat(parser.isBetweenEvents()).isFalse();
    parser.feed(utf8("ta: x\n"), 0, 6);
    assertThat(parser.isBetweenEvents()).isFalse();
    parser.feed(utf8("\n"), 0, 1);
    assertThat(parser.isBetweenEvents()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"data: [DONE]", "data: [DONE]\n", "data: [DONE]\r"})
  void handsOutAnEventWithoutItsBlankLineWhenAsked(String text) {
    List<ServerSentEvent> events = new ArrayList<>();
    SseParser parser = new SseParser(MAX, events::add);
    parser.feed(utf8(text), 0, text.length());
    assertThat(events).isEmpty();
    assertThat(parser.finish()).contains(ServerSentEvent.of("[DONE]"));
    assertThat(parser.finish()).isEmpty();
  }

  @Test
  void boundsAnEvent() {
    SseParser parser = new SseParser(100, event -> {});
    byte[] line = utf8("data: " + "x".repeat(40) + "\n");
    parser.feed(line, 0, line.length);
    parser.feed(line, 0, line.length);
    assertThatThrownBy(() -> parser.feed(line, 0, line.length))
        .isInstanceOf(EventTooLarge.class)
        .hasMessage("event: more than 100 bytes");
  }

  @Test
  void boundsALineThatDoesNotEnd() {
    SseParser parser = new SseParser(100, event -> {});
    byte[] part = utf8("data: " + "x".repeat(44));
    parser.feed(part, 0, part.length);
    parser.feed(part, 0, part.length);
    assertThatThrownBy(() -> parser.feed(part, 0, part.length)).isInstanceOf(EventTooLarge.class);
  }

  @Test
  void boundsEventsNotStreams() {
    List<ServerSentEvent> events = new ArrayList<>();
    SseParser parser = new SseParser(100, events::add);
    byte[] event = utf8("data: " + "x".repeat(80) + "\n\n");
    for (int i = 0; i < 100; i++) {
      parser.feed(event, 0, event.length);
    }
    assertThat(events).hasSize(100);
  }
}
