package dev.switchboard.wire.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.json.Json;
import dev.switchboard.wire.FramingException;
import dev.switchboard.wire.WireEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Frames that AWS's own encoder made. */
class EventStreamFramerTest {
  private static final int MAX = 1 << 20;

  private final JsonNode vectors = vectors();

  @Test
  void readsWhatAwssEncoderWrote() {
    List<WireEvent> events = new EventStreamFramer(MAX).feed(whole());
    List<WireEvent> expected = new ArrayList<>();
    for (JsonNode frame : vectors.path("events")) {
      expected.add(event("", ":event-type", frame));
    }
    for (JsonNode frame : vectors.path("exceptions")) {
      expected.add(event("exception/", ":exception-type", frame));
    }
    assertThat(events).isEqualTo(expected);
  }

  @Test
  void readsTheSameHoweverTheBytesAreCut() {
    byte[] whole = whole();
    List<WireEvent> expected = new EventStreamFramer(MAX).feed(whole);
    for (int cut = 0; cut <= whole.length; cut++) {
      EventStreamFramer framer = new EventStreamFramer(MAX);
      List<WireEvent> events = new ArrayList<>(framer.feed(Arrays.copyOf(whole, cut)));
      events.addAll(framer.feed(Arrays.copyOfRange(whole, cut, whole.length)));
      assertThat(events).as("cut at byte %d", cut).isEqualTo(expected);
    }
    EventStreamFramer framer = new EventStreamFramer(MAX);
    List<WireEvent> single = new ArrayList<>();
    for (byte b : whole) {
      single.addAll(framer.feed(new byte[] {b}));
    }
    assertThat(single).isEqualTo(expected);
  }

  @Test
  void noticesEveryChangedByte() {
    byte[] frame = HexFormat.of().parseHex(vectors.path("events").get(0).path("hex").stringValue());
    for (int i = 0; i < frame.length; i++) {
      byte[] changed = frame.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> new EventStreamFramer(MAX).feed(changed))
          .as("byte %d", i)
          .isInstanceOf(FramingException.class);
    }
  }

  @Test
  void neverFailsOtherwise() {
    Random random = new Random(20_261_122);
    byte[] whole = whole();
    for (int round = 0; round < 3_000; round++) {
      byte[] damaged = Arrays.copyOf(whole, random.nextInt(whole.length));
      for (int times = random.nextInt(4); times > 0 && damaged.length > 0; times--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        new EventStreamFramer(MAX).feed(damaged);
      } catch (FramingException e) {
        assertThat(e).hasMessageNotContaining("assistant");
      }
    }
  }

  @Test
  void refusesAMessageOverItsBoundBeforeItHasCome() {
    assertThatThrownBy(() -> new EventStreamFramer(64).feed(Arrays.copyOf(whole(), 12)))
        .isInstanceOf(FramingException.class)
        .hasMessageContaining("larger than any can be");
  }

  private static WireEvent event(String prefix, String header, JsonNode frame) {
    return new WireEvent(
        prefix + frame.path("headers").path(header).stringValue(),
        frame.path("payload").stringValue());
  }

  private byte[] whole() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String kind : List.of("events", "exceptions")) {
      for (JsonNode frame : vectors.path(kind)) {
        all.writeBytes(HexFormat.of().parseHex(frame.path("hex").stringValue()));
      }
    }
    return all.toByteArray();
  }

  private static JsonNode vectors() {
    try {
      return Json.parse(
          Files.readAllBytes(
              Path.of("src/test/resources/vectors/eventstream-converse-vectors.json")));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
