package dev.switchboard.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A caller for tests that sends exactly the bytes it is told, and shows those it gets. */
final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream in;

  RawClient(int port) {
    this(open(port));
  }

  RawClient(Socket socket) {
    this.socket = socket;
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      in = socket.getInputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Socket open(int port) {
    try {
      return new Socket(InetAddress.getLoopbackAddress(), port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Socket socket() {
    return socket;
  }

  RawClient send(String latin) {
    return send(latin.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawClient send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Sends lines, each ended by CRLF, and the empty line after a head. */
  RawClient sendHead(String... lines) {
    return send(String.join("\r\n", lines) + "\r\n\r\n");
  }

  /** Reads head and body of one response, as text; the body by its length or its chunks. */
  String response() {
    String head = head();
    int length = head.indexOf("Content-Length: ");
    if (length >= 0) {
      int end = head.indexOf('\r', length);
      return head + text(Integer.parseInt(head.substring(length + 16, end)));
    }
    return head.contains("Transfer-Encoding: chunked") ? head + until("0\r\n\r\n") : head;
  }

  String head() {
    return until("\r\n\r\n");
  }

  /** Reads up to and including a text; fails if the connection ends before. */
  String until(String end) {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(end, Math.max(0, text.length() - end.length())) < 0) {
      int b = read();
      if (b < 0) {
        throw new AssertionError("connection ended after: " + text);
      }
      text.append((char) b);
    }
    return text.toString();
  }

  String text(int length) {
    try {
      return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Everything until the connection ends, properly or not. */
  String rest() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int b = read(); b >= 0; b = read()) {
      all.write(b);
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  /** Reads this many bytes, or fewer if the connection ends; says how many. */
  int rest(long most) {
    byte[] buffer = new byte[64 * 1024];
    int count = 0;
    try {
      while (count < most) {
        int length = in.read(buffer, 0, (int) Math.min(buffer.length, most - count));
        if (length < 0) {
          break;
        }
        count += length;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return count;
  }

  /** One byte; -1 when the connection has ended. */
  int read() {
    try {
      return in.read();
    } catch (SocketTimeoutException e) {
      throw new AssertionError("nothing within " + PATIENCE_MILLIS + " ms", e);
    } catch (SocketException e) {
      return -1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Leaves without a word more: RST. */
  void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
