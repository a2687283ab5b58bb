package dev.switchboard.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A WebSocket client for tests that sends exactly the frames it is told, and shows those it gets.
 */
final class WebSocketFrames {
  static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};

  /** A frame as received: its first byte, then its payload. */
  record Frame(int first, String payload) {
    int opcode() {
      return first & 0x0f;
    }

    /** The code of a closing frame. */
    int closeCode() {
      return payload.charAt(0) << 8 | payload.charAt(1);
    }
  }

  private WebSocketFrames() {}

  static RawClient handshake(RawClient client, String... more) {
    String extra = more.length == 0 ? "" : String.join("\r\n", more) + "\r\n";
    return client.send(
        "GET /socket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
            + KEY
            + "\r\n"
            + extra
            + "\r\n");
  }

  /** Opens a session and takes its 101. */
  static RawClient open(RawClient client) {
    handshake(client);
    if (!client.head().startsWith("HTTP/1.1 101 ")) {
      throw new AssertionError("no 101");
    }
    return client;
  }

  static byte[] text(String text) {
    return masked(0x81, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A masked frame; {@code first} is its first byte as it stands on the wire. */
  static byte[] masked(int first, byte... payload) {
    byte[] bytes = payload.clone();
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] ^= MASK[i & 3];
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(first);
    length(out, 0x80, payload.length);
    out.writeBytes(MASK);
    out.writeBytes(bytes);
    return out.toByteArray();
  }

  static byte[] plain(int first, byte... payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(first);
    length(out, 0, payload.length);
    out.writeBytes(payload);
    return out.toByteArray();
  }

  private static void length(ByteArrayOutputStream out, int bit, int length) {
    if (length < 126) {
      out.write(bit | length);
    } else if (length < 0x10000) {
      out.write(bit | 126);
      out.write(length >> 8);
      out.write(length);
    } else {
      out.write(bit | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.write((int) ((long) length >> shift));
      }
    }
  }

  static byte[] close(int code) {
    return masked(0x88, (byte) (code >> 8), (byte) code);
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** The next frame of a server, which does not mask. */
  static Frame next(RawClient client) {
    int first = client.read();
    int length = client.read();
    if (length < 0) {
      throw new AssertionError("connection ended instead of a frame");
    }
    int count = length == 126 ? 2 : length == 127 ? 8 : 0;
    if (count > 0) {
      length = 0;
      for (int i = 0; i < count; i++) {
        length = length << 8 | client.read();
      }
    }
    return new Frame(first, client.text(length));
  }

  /** The next frame that is a closing one. */
  static Frame nextClose(RawClient client) {
    Frame frame = next(client);
    while (frame.opcode() != 8) {
      frame = next(client);
    }
    return frame;
  }
}
