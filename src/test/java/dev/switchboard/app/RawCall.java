package dev.switchboard.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A request on a socket of its own, as no client library sends it, or leaves it. */
final class RawCall implements AutoCloseable {
  /** Little, so that a gateway whose caller does not read soon has to wait. */
  private static final int RECEIVED_BYTES = 4_096;

  private final Socket socket = new Socket();

  private RawCall() {}

  /** Posts with the gateway's first key. */
  static RawCall post(RunningGateway gateway, String path, String body, String... headers)
      throws IOException {
    return send(gateway, "POST", path, body, headers);
  }

  /** Gets with the gateway's first key; the path goes as it is. */
  static RawCall get(RunningGateway gateway, String path, String... headers) throws IOException {
    return send(gateway, "GET", path, "", headers);
  }

  private static RawCall send(
      RunningGateway gateway, String method, String path, String body, String... headers)
      throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    StringBuilder head = new StringBuilder();
    head.append(method)
        .append(' ')
        .append(path)
        .append(" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
    head.append("Authorization: Bearer ").append(gateway.key()).append("\r\n");
    head.append("Content-Type: application/json\r\n");
    head.append("Content-Length: ").append(bytes.length).append("\r\n");
    for (int i = 0; i < headers.length; i += 2) {
      head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
    }
    RawCall call = new RawCall();
    call.socket.setSoTimeout(30_000);
    call.socket.setReceiveBufferSize(RECEIVED_BYTES);
    call.socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
    call.socket.getOutputStream().write(head.append("\r\n").toString().getBytes(UTF_8));
    call.socket.getOutputStream().write(bytes);
    call.socket.getOutputStream().flush();
    return call;
  }

  /** Reads the answer until it has said this. */
  String until(String text) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(text, read.length() - text.length()) < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new AssertionError("the end before " + text + ": " + read);
      }
      read.append((char) next);
    }
    return read.toString();
  }

  /** Reads what is left of the answer, until the gateway closes. */
  String rest() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), UTF_8);
  }

  /** Leaves. */
  @Override
  public void close() throws IOException {
    socket.close();
  }
}
