package dev.switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.ResponseAccumulator;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.StreamGrammar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A recorded stream fed to a decoder in every way in which a network can deliver it. */
final class StreamReplay {
  private final byte[] bytes;
  private final Supplier<StreamDecoder> decoders;

  /**
   * @param bytes the body as the upstream sent it
   * @param decoders gives a new decoder for each replay
   */
  StreamReplay(byte[] bytes, Supplier<StreamDecoder> decoders) {
    this.bytes = bytes;
    this.decoders = decoders;
  }

  /** What the stream means when it comes in one piece and is closed in good order. */
  List<StreamEvent> events() {
    return decode(SseEvents.read(bytes));
  }

  /** However the bytes are cut in two, or come one by one, the server-sent events are the same. */
  void survivesEveryCut() {
    List<WireEvent> whole = SseEvents.read(bytes);
    for (int cut = 0; cut <= bytes.length; cut++) {
      List<WireEvent> events =
          SseEvents.read(
              Arrays.copyOfRange(bytes, 0, cut), Arrays.copyOfRange(bytes, cut, bytes.length));
      assertThat(events).as("cut at byte %d", cut).isEqualTo(whole);
    }
    byte[][] single = new byte[bytes.length][];
    for (int i = 0; i < bytes.length; i++) {
      single[i] = new byte[] {bytes[i]};
    }
    assertThat(SseEvents.read(single)).as("byte by byte").isEqualTo(whole);
  }

  /**
   * Wherever the stream ends too early, there is exactly one end; and it is {@link
   * StreamEvent.Finished} only if nothing but usage and trailers was lost.
   */
  void neverFakesAnEnd() {
    List<StreamEvent> full = events();
    List<WireEvent> last = List.of();
    for (int length = 0; length < bytes.length; length++) {
      List<WireEvent> wire = SseEvents.read(Arrays.copyOf(bytes, length));
      if (length > 0 && wire.equals(last)) {
        continue;
      }
      last = wire;
      List<StreamEvent> events = decode(wire);
      if (events.getLast() instanceof StreamEvent.Finished) {
        assertSameAnswer(length, events, full);
      }
    }
  }

  private void assertSameAnswer(int length, List<StreamEvent> cut, List<StreamEvent> full) {
    ResponseAccumulator fromCut = accumulate(cut);
    ResponseAccumulator fromFull = accumulate(full);
    assertThat(fromCut.content())
        .as("content of a stream that finished after %d of %d bytes", length, bytes.length)
        .isEqualTo(fromFull.content());
    Optional<ChatResponse> whole = fromFull.response();
    if (whole.isPresent()) {
      assertThat(fromCut.response().map(ChatResponse::stopReason))
          .as("stop reason after %d of %d bytes", length, bytes.length)
          .contains(whole.get().stopReason());
    }
  }

  private static ResponseAccumulator accumulate(List<StreamEvent> events) {
    ResponseAccumulator accumulator = new ResponseAccumulator();
    events.forEach(accumulator::accept);
    return accumulator;
  }

  private List<StreamEvent> decode(List<WireEvent> wire) {
    StreamDecoder decoder = decoders.get();
    List<StreamEvent> events = new ArrayList<>();
    for (WireEvent event : wire) {
      events.addAll(decoder.decode(event.event(), event.data()));
    }
    events.addAll(decoder.end());
    events.addAll(decoder.end());
    StreamGrammar grammar = new StreamGrammar();
    events.forEach(grammar::accept);
    assertThat(grammar.ended()).as("the stream has an end: %s", events).isTrue();
    return events;
  }
}
