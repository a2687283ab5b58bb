package dev.switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.switchboard.http.UpstreamException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UpstreamDeadlinesTest {
  private static final Duration SHORT = Duration.ofMillis(150);

  private final HttpFixture http = new HttpFixture();
  private final FakeUpstream upstream = http.upstream();
  private final UpstreamClient client = http.client();

  @AfterEach
  void close() {
    http.close();
  }

  private UpstreamRequest get(Deadlines deadlines) {
    return UpstreamRequest.get(upstream.uri("/"), Headers.EMPTY, deadlines);
  }

  /** Runs what must fail in about {@link #SHORT}. */
  private static void failsInTime(Kind kind, ThrowingCallable call) {
    long start = System.nanoTime();
    UpstreamException late = catchThrowableOfType(UpstreamException.class, call);
    assertThat(HttpFixture.millisSince(start)).isBetween(140L, 1000L);
    assertThat(late.kind()).isEqualTo(kind);
  }

  private void leavesTheServer() {
    assertThat(upstream.awaitDeparture(Duration.ofSeconds(2))).isPresent();
  }

  @Test
  void boundsTheWaitForTheHead() {
    upstream.enqueue(Script.silence());
    failsInTime(
        Kind.FIRST_BYTE_TIMEOUT, () -> client.send(get(Deadlines.DEFAULT.withFirstByte(SHORT))));
    leavesTheServer();
  }

  @Test
  void boundsTheWaitForAHeadThatComesByDrops() {
    Script drops = Script.raw("HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < 100; i++) {
      drops = drops.send("x").pause(Duration.ofMillis(10));
    }
    upstream.enqueue(drops);
    failsInTime(
        Kind.FIRST_BYTE_TIMEOUT, () -> client.send(get(Deadlines.DEFAULT.withFirstByte(SHORT))));
    leavesTheServer();
  }

  @Test
  void boundsTheWaitForTheFirstBodyByteByTheSameClock() {
    upstream.enqueue(Script.status(200).chunked().hang());
    failsInTime(
        Kind.FIRST_BYTE_TIMEOUT,
        () -> {
          try (UpstreamResponse response =
              client.send(get(Deadlines.DEFAULT.withFirstByte(SHORT)))) {
            response.body().read();
          }
        });
    leavesTheServer();
  }

  @Test
  void boundsTheSilenceBetweenChunks() {
    upstream.enqueue(Script.status(200).chunked().chunk("one").chunk("two").hang());
    Deadlines deadlines = Deadlines.DEFAULT.withBetweenChunks(SHORT);
    try (UpstreamResponse response = client.send(get(deadlines))) {
      StringBuilder text = new StringBuilder();
      while (!text.toString().equals("onetwo")) {
        text.append(new String(response.body().read(), StandardCharsets.US_ASCII));
      }
      failsInTime(Kind.IDLE_TIMEOUT, () -> response.body().read());
    }
    leavesTheServer();
  }

  @Test
  void doesNotCountTheReadersOwnPauses() throws InterruptedException {
    upstream.enqueue(
        Script.status(200).chunked().chunk("one").pause(Duration.ofMillis(50)).chunk("two").end());
    Deadlines deadlines = Deadlines.DEFAULT.withBetweenChunks(SHORT);
    try (UpstreamResponse response = client.send(get(deadlines))) {
      response.body().read();
      Thread.sleep(400);
      assertThat(response.body().read()).asString(StandardCharsets.US_ASCII).isEqualTo("two");
      assertThat(response.body().read()).isNull();
    }
  }

  @Test
  void boundsTheWholeCallHoweverLivelyItIs() {
    upstream.enqueue(Script.sse(Duration.ofMillis(20), List.of("x".repeat(200).split(""))));
    failsInTime(
        Kind.TOTAL_TIMEOUT,
        () -> {
          try (UpstreamResponse response = client.send(get(Deadlines.DEFAULT.withTotal(SHORT)))) {
            response.body().readAll(1 << 20);
          }
        });
    leavesTheServer();
  }

  @Test
  void boundsTheWaitForTheHeadByTheWhole() {
    upstream.enqueue(Script.silence());
    failsInTime(Kind.TOTAL_TIMEOUT, () -> client.send(get(Deadlines.DEFAULT.withTotal(SHORT))));
  }

  @Test
  void boundsTheConnecting() throws IOException {
    // A listener whose queue is full lets the next connections wait.
    List<Socket> filling = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      for (int i = 0; i < 4; i++) {
        Socket socket = new Socket();
        socket.setSoTimeout(1);
        filling.add(socket);
        Thread.startVirtualThread(() -> {
          try {
            socket.connect(full.getLocalSocketAddress());
          } catch (IOException e) {
            // It was only to fill the queue.
          }
        });
      }
      Thread.sleep(100);
      Deadlines brief =
          new Deadlines(
              SHORT,
              Duration.ofSeconds(5),
              Duration.ofSeconds(5),
              Duration.ofSeconds(5),
              Duration.ofSeconds(5));
      URI uri = URI.create("http://127.0.0.1:" + full.getLocalPort() + "/");
      failsInTime(
          Kind.CONNECT_TIMEOUT, () -> client.send(UpstreamRequest.get(uri, Headers.EMPTY, brief)));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      for (Socket socket : filling) {
        socket.close();
      }
    }
  }

  @Test
  void boundsTheHandshake() {
    // A plain server never answers a client's hello.
    Deadlines brief =
        new Deadlines(
            Duration.ofSeconds(5),
            SHORT,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5));
    try (ServerSocket mute = new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"))) {
      URI uri = URI.create("https://127.0.0.1:" + mute.getLocalPort() + "/");
      failsInTime(Kind.TLS, () -> client.send(UpstreamRequest.get(uri, Headers.EMPTY, brief)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void boundsTheLookUp() {
    CountDownLatch never = new CountDownLatch(1);
    UpstreamClient slow =
        http.client(
            UpstreamConfig.DEFAULT.withResolver(host -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return List.of();
            }));
    Deadlines brief =
        new Deadlines(
            SHORT,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5));
    failsInTime(
        Kind.DNS,
        () ->
            slow.send(
                UpstreamRequest.get(URI.create("http://slow.example/"), Headers.EMPTY, brief)));
  }
}
