package dev.switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UpstreamBackpressureTest {
  private static final long BODY_BYTES = 64L << 20;

  private final HttpFixture http = new HttpFixture();
  private final AtomicLong sent = new AtomicLong();

  @AfterEach
  void close() {
    http.close();
  }

  /** A server that sends a large body as fast as it is taken. */
  private URI flood() throws IOException {
    ServerSocket listener = http.keep(new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1")));
    Thread.ofVirtual()
        .start(() -> {
          try (Socket socket = listener.accept()) {
            new RawClient(socket).head();
            OutputStream out = socket.getOutputStream();
            String head = "HTTP/1.1 200 OK\r\nContent-Length: " + BODY_BYTES + "\r\n\r\n";
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            byte[] piece = new byte[64 * 1024];
            for (long i = 0; i < BODY_BYTES; i += piece.length) {
              piece[0] = (byte) (i >> 16);
              out.write(piece);
              sent.addAndGet(piece.length);
            }
          } catch (IOException e) {
            // The test is over.
          }
        });
    return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/");
  }

  private long settled() {
    long before = -1;
    while (sent.get() == 0 || sent.get() != before) {
      before = sent.get();
      LockSupport.parkNanos(200_000_000);
    }
    return before;
  }

  @Test
  void aReaderThatDoesNotReadStopsTheSender() throws IOException {
    UpstreamRequest request = UpstreamRequest.get(flood(), Headers.EMPTY, Deadlines.DEFAULT);
    try (UpstreamResponse response = http.client().send(request)) {
      // What the kernel buffers on both sides, and the window here.
      assertThat(settled()).isLessThan(BODY_BYTES / 4);
      long count = 0;
      Random random = new Random(1);
      for (byte[] piece = response.body().read(); piece != null; piece = response.body().read()) {
        count += piece.length;
        if (random.nextInt(200) == 0) {
          LockSupport.parkNanos(1_000_000);
        }
      }
      assertThat(count).isEqualTo(BODY_BYTES);
    }
  }

  @Test
  void aSlowCallerStopsTheUpstreamSender() throws IOException {
    URI uri = flood();
    UpstreamClient client = http.client();
    HttpServer server =
        http.serve(exchange -> {
          UpstreamRequest request = UpstreamRequest.get(uri, Headers.EMPTY, Deadlines.DEFAULT);
          try (UpstreamResponse response = client.send(request);
              ResponseStream out = exchange.stream(200, Headers.EMPTY)) {
            for (byte[] piece = response.body().read();
                piece != null;
                piece = response.body().read()) {
              out.write(piece);
            }
            out.end();
          }
        });
    RawClient caller = http.caller(server).sendHead("GET / HTTP/1.1", "Host: x");
    assertThat(settled()).isLessThan(BODY_BYTES / 2);
    caller.head();
    assertThat(caller.rest(BODY_BYTES)).isEqualTo((int) BODY_BYTES);
  }
}
