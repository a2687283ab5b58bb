package dev.switchboard.wire.bedrock;

import dev.switchboard.json.Json;
import dev.switchboard.wire.Framer;
import dev.switchboard.wire.FramingException;
import dev.switchboard.wire.WireEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Cuts {@code application/vnd.amazon.eventstream} into messages.
 *
 * <p>A message is: its whole length and its headers' length (4 bytes each, big-endian), the CRC-32
 * of these eight, headers, payload, the CRC-32 of all before. An event's name is its {@code
 * :event-type}; an exception's {@value #EXCEPTION} and its {@code :exception-type}; an error's
 * {@value #ERROR} and its {@code :error-code}.
 *
 * @see <a href="https://smithy.io/2.0/aws/amazon-eventstream.html">source</a>
 */
public final class EventStreamFramer implements Framer {
  static final String EXCEPTION = "exception/";
  static final String ERROR = "error/";

  private static final int PRELUDE = 12;
  private static final int TRAILER = 4;

  private final int maxMessageBytes;
  private byte[] held = new byte[0];

  /**
   * @param maxMessageBytes most bytes of one message
   */
  public EventStreamFramer(int maxMessageBytes) {
    this.maxMessageBytes = maxMessageBytes;
  }

  @Override
  public List<WireEvent> feed(byte[] bytes) {
    byte[] all = bytes;
    if (held.length > 0) {
      all = Arrays.copyOf(held, held.length + bytes.length);
      System.arraycopy(bytes, 0, all, held.length, bytes.length);
    }
    List<WireEvent> events = new ArrayList<>();
    int at = 0;
    while (all.length - at >= PRELUDE) {
      int length = length(all, at);
      if (all.length - at < length) {
        break;
      }
      events.add(message(all, at, length));
      at += length;
    }
    held = Arrays.copyOfRange(all, at, all.length);
    return events;
  }

  /** A message that was cut is none: whether the answer is whole, the events before it tell. */
  @Override
  public Optional<WireEvent> finish() {
    return Optional.empty();
  }

  private int length(byte[] all, int at) {
    ByteBuffer prelude = ByteBuffer.wrap(all, at, PRELUDE);
    int total = prelude.getInt();
    int headers = prelude.getInt();
    if (prelude.getInt() != crc(all, at, PRELUDE - TRAILER)) {
      throw new FramingException("a message's prelude does not match its checksum");
    }
    if (total < PRELUDE + TRAILER || headers < 0 || headers > total - PRELUDE - TRAILER) {
      throw new FramingException("a message's lengths make no sense");
    }
    if (total > maxMessageBytes) {
      throw new FramingException("one of its messages is larger than any can be");
    }
    return total;
  }

  private static WireEvent message(byte[] all, int at, int length) {
    int end = at + length - TRAILER;
    if (ByteBuffer.wrap(all, end, TRAILER).getInt() != crc(all, at, length - TRAILER)) {
      throw new FramingException("a message does not match its checksum");
    }
    int headerLength = ByteBuffer.wrap(all, at + 4, 4).getInt();
    int payload = at + PRELUDE + headerLength;
    Map<String, String> headers = headers(ByteBuffer.wrap(all, at + PRELUDE, headerLength));
    String text = new String(all, payload, end - payload, StandardCharsets.UTF_8);
    return switch (headers.getOrDefault(":message-type", "event")) {
      case "event" -> new WireEvent(headers.getOrDefault(":event-type", ""), text);
      case "exception" ->
          new WireEvent(EXCEPTION + headers.getOrDefault(":exception-type", ""), text);
      case "error" ->
          new WireEvent(
              ERROR + headers.getOrDefault(":error-code", ""),
              Json.text(Json.object().put("message", headers.getOrDefault(":error-message", ""))));
      default -> throw new FramingException("a message of an unknown type");
    };
  }

  /** The headers that are texts; all others say nothing here. */
  private static Map<String, String> headers(ByteBuffer in) {
    Map<String, String> headers = new HashMap<>();
    while (in.hasRemaining()) {
      String name = text(in, in.get() & 0xff);
      int type = require(in, 1).get();
      switch (type) {
        case 0, 1 -> {}
        case 2 -> skip(in, 1);
        case 3 -> skip(in, 2);
        case 4 -> skip(in, 4);
        case 5, 8 -> skip(in, 8);
        case 6 -> skip(in, require(in, 2).getShort() & 0xffff);
        case 7 -> headers.put(name, text(in, require(in, 2).getShort() & 0xffff));
        case 9 -> skip(in, 16);
        default -> throw new FramingException("a header of an unknown type");
      }
    }
    return headers;
  }

  private static String text(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    require(in, length).get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void skip(ByteBuffer in, int length) {
    require(in, length).position(in.position() + length);
  }

  private static ByteBuffer require(ByteBuffer in, int length) {
    if (in.remaining() < length) {
      throw new FramingException("a message's headers are cut short");
    }
    return in;
  }

  private static int crc(byte[] bytes, int from, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }
}
