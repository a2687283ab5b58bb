package dev.switchboard.http;

import io.netty.buffer.Unpooled;
import java.util.Arrays;

/** What a decoder makes of bytes, as text. */
final class WebSocketReading implements WebSocketDecoder.Sink {
  private static final int MOST_BYTES = 4_096;

  private final StringBuilder seen = new StringBuilder();

  private WebSocketReading() {}

  /** Reads bytes in pieces of one length. */
  static String of(boolean masked, byte[] bytes, int piece) {
    WebSocketDecoder decoder = new WebSocketDecoder(masked, MOST_BYTES, MOST_BYTES);
    WebSocketReading reading = new WebSocketReading();
    try {
      for (int at = 0; at < bytes.length; at += piece) {
        int length = Math.min(piece, bytes.length - at);
        decoder.read(Unpooled.wrappedBuffer(bytes, at, length), reading);
      }
    } catch (WebSocketFault e) {
      reading.seen.append("fault ").append(e.close());
    }
    return reading.seen.toString();
  }

  @Override
  public boolean room(int bytes) {
    if (bytes > MOST_BYTES) {
      throw new AssertionError("room for " + bytes + " bytes");
    }
    return true;
  }

  @Override
  public void message(WebSocketMessage message) {
    switch (message) {
      case WebSocketMessage.Text text -> seen.append(text);
      case WebSocketMessage.Binary binary -> seen.append(Arrays.toString(binary.bytes()));
    }
  }

  @Override
  public void ping(byte[] payload) {
    seen.append("ping ").append(Arrays.toString(payload));
  }

  @Override
  public void pong() {
    seen.append("pong ");
  }

  @Override
  public void close(WebSocketClose close) {
    seen.append(close);
  }
}
