package dev.switchboard.app;

import dev.switchboard.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/** Opens a voice session over a bare socket, asks for an answer and reads nothing of it. */
final class DeafCaller {
  private DeafCaller() {}

  /** Returns when the answer has been asked for. */
  static void begin(Socket socket, String key, String model, String words) throws IOException {
    OutputStream out = socket.getOutputStream();
    String head =
        "GET /v3/realtime HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer "
            + key
            + "\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    awaitUpgrade(socket.getInputStream());
    ObjectNode start = Json.object().put("type", "session.start");
    start.putObject("config").put("model", model);
    out.write(frame(Json.text(start)));
    out.write(frame(Json.text(Json.object().put("type", "text.input").put("text", words))));
    out.flush();
  }

  private static void awaitUpgrade(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int read = in.read();
      if (read < 0) {
        throw new IOException("no upgrade: " + head);
      }
      head.append((char) read);
    }
    if (!head.toString().startsWith("HTTP/1.1 101")) {
      throw new IOException("no upgrade: " + head);
    }
  }

  /** A text in one frame, masked with zeros. */
  private static byte[] frame(String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(0x81);
    if (payload.length < 126) {
      frame.write(0x80 | payload.length);
    } else if (payload.length < 65_536) {
      frame.write(0x80 | 126);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    } else {
      throw new IllegalArgumentException(payload.length + " bytes (expected: fewer than 65,536)");
    }
    frame.writeBytes(new byte[4]);
    frame.writeBytes(payload);
    return frame.toByteArray();
  }
}
