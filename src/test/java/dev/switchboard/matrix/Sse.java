package dev.switchboard.matrix;

import dev.switchboard.http.ServerSentEvent;
import dev.switchboard.http.SseParser;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.ResponseAccumulator;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.wire.AnswerHead;
import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.Delivery;
import dev.switchboard.wire.ServerCodec;
import dev.switchboard.wire.StreamDecoder;
import dev.switchboard.wire.StreamEncoder;
import dev.switchboard.wire.WireEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Streams in a dialect, written and read. */
final class Sse {
  static final AnswerHead HEAD = new AnswerHead("answer-1", "m", 1, Delivery.STREAM);

  private Sse() {}

  /** The events as a vendor of the dialect sends them. */
  static String write(ServerCodec vendor, List<StreamEvent> events) {
    return text(encoded(vendor, events));
  }

  /** The events as a vendor of the dialect sends them, before framing. */
  static List<WireEvent> encoded(ServerCodec vendor, List<StreamEvent> events) {
    StreamEncoder encoder = vendor.streamEncoder(HEAD);
    List<WireEvent> encoded = new ArrayList<>();
    events.forEach(event -> encoded.addAll(encoder.encode(event)));
    return encoded;
  }

  /** The events as text. */
  static String text(List<WireEvent> events) {
    StringBuilder text = new StringBuilder();
    for (WireEvent wire : events) {
      if (wire.event() != null) {
        text.append("event: ").append(wire.event()).append('\n');
      }
      text.append("data: ").append(wire.data()).append("\n\n");
    }
    return text.toString();
  }

  /** The answer that events add up to before framing; empty if it is none. */
  static Optional<ChatResponse> answer(ClientCodec client, List<WireEvent> told) {
    StreamDecoder decoder = client.streamDecoder();
    List<StreamEvent> events = new ArrayList<>();
    told.forEach(event -> events.addAll(decoder.decode(event.event(), event.data())));
    events.addAll(decoder.end());
    return whole(events);
  }

  /** What came in these pieces, as a client of the dialect reads it. */
  static List<StreamEvent> read(ClientCodec client, byte[]... pieces) {
    StreamDecoder decoder = client.streamDecoder();
    List<StreamEvent> events = new ArrayList<>();
    SseParser parser =
        new SseParser(1 << 20, event -> events.addAll(decoder.decode(name(event), event.data())));
    for (byte[] piece : pieces) {
      parser.feed(piece, 0, piece.length);
    }
    parser.finish().ifPresent(last -> events.addAll(decoder.decode(name(last), last.data())));
    events.addAll(decoder.end());
    return events;
  }

  private static @org.jspecify.annotations.Nullable String name(ServerSentEvent event) {
    return event.event().isEmpty() ? null : event.event();
  }

  /** The answer that a whole stream adds up to; empty if it is none. */
  static Optional<ChatResponse> answer(ClientCodec client, String stream) {
    return whole(read(client, stream.getBytes(StandardCharsets.UTF_8)));
  }

  /** The answer that events add up to; empty if it is none. */
  static Optional<ChatResponse> whole(List<StreamEvent> events) {
    ResponseAccumulator answer = new ResponseAccumulator();
    events.forEach(answer::accept);
    return answer.response();
  }
}
