package dev.switchboard.ingress;

import dev.switchboard.http.SseEncoder;
import dev.switchboard.wire.WireEvent;

/** How one answer becomes bytes, event by event or whole; one instance per answer. */
public interface StreamFraming {

  /** The media type of the stream. */
  String contentType();

  /** One event's bytes. */
  byte[] frame(WireEvent event);

  /** A whole answer's bytes. */
  default byte[] whole(byte[] body) {
    return body;
  }

  /**
   * What may stand between two events and means nothing, sent when nothing else was for a while;
   * empty for none.
   */
  byte[] filler();

  /** What closes the stream after its last event; may be empty. */
  byte[] close();

  /** A comment, which readers of server-sent events skip. */
  static byte[] comment() {
    return SseEncoder.comment("ping");
  }

  /** Server-sent events, with comments in between. */
  static StreamFraming serverSentEvents() {
    return new StreamFraming() {
      @Override
      public String contentType() {
        return "text/event-stream; charset=utf-8";
      }

      @Override
      public byte[] frame(WireEvent event) {
        String name = event.event();
        return name == null ? SseEncoder.data(event.data()) : SseEncoder.event(name, event.data());
      }

      @Override
      public byte[] filler() {
        return comment();
      }

      @Override
      public byte[] close() {
        return new byte[0];
      }
    };
  }
}
