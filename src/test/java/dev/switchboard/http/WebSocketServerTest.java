package dev.switchboard.http;

import static dev.switchboard.http.WebSocketFrames.handshake;
import static dev.switchboard.http.WebSocketFrames.joined;
import static dev.switchboard.http.WebSocketFrames.masked;
import static dev.switchboard.http.WebSocketFrames.next;
import static dev.switchboard.http.WebSocketFrames.nextClose;
import static dev.switchboard.http.WebSocketFrames.open;
import static dev.switchboard.http.WebSocketFrames.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebSocketServerTest {
  static final WebSocketAccept DEFAULT = accept(WebSocketSettings.DEFAULT);

  private final HttpFixture http = new HttpFixture();
  private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    http.close();
  }

  static WebSocketAccept accept(WebSocketSettings settings) {
    return new WebSocketAccept(Optional.empty(), Headers.EMPTY, settings);
  }

  /** Sends every message back until the session ends. */
  static void echo(WebSocket socket) {
    for (var got = socket.receive(); got.isPresent(); got = socket.receive()) {
      switch (got.get()) {
        case WebSocketMessage.Text text -> socket.send(text.text());
        case WebSocketMessage.Binary binary -> socket.send(binary.bytes());
      }
    }
  }

  private HttpServer echoing(WebSocketSettings settings) {
    return http.serve(exchange -> {
      WebSocket socket = exchange.webSocket(accept(settings));
      try {
        echo(socket);
        seen.add(socket.ended().map(WebSocketClose::code).orElse(0));
      } catch (WebSocketException e) {
        seen.add(e.code());
        throw e;
      }
    });
  }

  private RawClient session(WebSocketSettings settings) {
    return open(http.caller(echoing(settings)));
  }

  @Test
  void answersTheHandshakeOfTheStandard() {
    RawClient caller = handshake(http.caller(echoing(WebSocketSettings.DEFAULT)));
    assertThat(caller.head())
        .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
        .contains("Upgrade: websocket\r\n", "Connection: Upgrade\r\n")
        .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
        .doesNotContain("Content-Length", "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions");
  }

  @Test
  void agreesOnASubprotocolThatWasOffered() {
    HttpServer server =
        http.serve(exchange -> {
          String last = exchange.subprotocols().getLast();
          exchange.webSocket(
              new WebSocketAccept(
                  Optional.of(last), Headers.of("X-More", "yes"), WebSocketSettings.DEFAULT));
        });
    RawClient caller = handshake(http.caller(server), "Sec-WebSocket-Protocol: one, two");
    assertThat(caller.head()).contains("Sec-WebSocket-Protocol: two\r\n", "X-More: yes\r\n");
    assertThat(nextClose(caller).closeCode()).isEqualTo(1000);
  }

  @Test
  void canRefuseInsteadByAnOrdinaryAnswer() {
    HttpServer server =
        http.serve(exchange ->
            exchange.respond(
                401,
                Headers.of("Content-Type", "text/plain"),
                "no".getBytes(StandardCharsets.US_ASCII)));
    RawClient caller = handshake(http.caller(server));
    assertThat(caller.response()).startsWith("HTTP/1.1 401 ").endsWith("\r\n\r\nno");
    assertThat(handshake(caller).response()).startsWith("HTTP/1.1 401 ");
  }

  @Test
  void refusesAHandshakeThatIsNotValid() {
    HttpServer server =
        http.serve(exchange -> {
          try {
            exchange.webSocket(DEFAULT);
          } catch (WebSocketRefused e) {
            exchange.respond(
                e.status(),
                Headers.of("Content-Type", "text/plain"),
                String.valueOf(e.getMessage()).getBytes(StandardCharsets.US_ASCII));
          }
        });
    RawClient caller = http.caller(server);
    String key = "Sec-WebSocket-Key: " + WebSocketFrames.KEY;
    String version = "Sec-WebSocket-Version: 13";
    String[] start = {"GET / HTTP/1.1", "Host: x", "Upgrade: websocket", "Connection: Upgrade"};
    assertThat(caller.sendHead(plus(start, key)).response()).startsWith("HTTP/1.1 426 ");
    assertThat(caller.sendHead(plus(start, key, "Sec-WebSocket-Version: 8")).response())
        .startsWith("HTTP/1.1 426 ");
    assertThat(caller.sendHead(plus(start, version)).response()).startsWith("HTTP/1.1 400 ");
    assertThat(caller.sendHead(plus(start, version, "Sec-WebSocket-Key: c2hvcnQ=")).response())
        .startsWith("HTTP/1.1 400 ");
    assertThat(caller.sendHead(plus(start, version, key, key)).response())
        .startsWith("HTTP/1.1 400 ");
    start[3] = "Connection: keep-alive";
    assertThat(caller.sendHead(plus(start, key, version)).response()).startsWith("HTTP/1.1 400 ");
    start[0] = "POST / HTTP/1.1";
    assertThat(caller.sendHead(plus(start, key, version)).response()).startsWith("HTTP/1.1 400 ");
  }

  private static String[] plus(String[] lines, String... more) {
    String[] all = java.util.Arrays.copyOf(lines, lines.length + more.length);
    System.arraycopy(more, 0, all, lines.length, more.length);
    return all;
  }

  @Test
  void echoesTextsAndBytesOfEveryLengthForm() {
    RawClient caller = session(WebSocketSettings.DEFAULT);
    for (int length : new int[] {0, 1, 125, 126, 127, 65_535, 65_536, 200_000}) {
      String text = "x".repeat(length);
      caller.send(text(text));
      assertThat(next(caller)).isEqualTo(new WebSocketFrames.Frame(0x81, text));
      caller.send(masked(0x82, text.getBytes(StandardCharsets.US_ASCII)));
      assertThat(next(caller)).isEqualTo(new WebSocketFrames.Frame(0x82, text));
    }
  }

  @Test
  void takesFramesThatCameWithTheHandshake() {
    RawClient caller = http.caller(echoing(WebSocketSettings.DEFAULT));
    String head =
        "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: WebSocket\r\nConnection: upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
            + WebSocketFrames.KEY
            + "\r\n\r\n";
    caller.send(joined(head.getBytes(StandardCharsets.US_ASCII), text("early")));
    caller.head();
    assertThat(next(caller).payload()).isEqualTo("early");
  }

  @Test
  void understandsFramesCutAtEveryByte() {
    byte[] all =
        joined(
            masked(0x01, "Grüße".getBytes(StandardCharsets.UTF_8)),
            masked(0x89, (byte) 'p'),
            masked(0x80, " 🌍".getBytes(StandardCharsets.UTF_8)),
            masked(0x82, new byte[130]),
            WebSocketFrames.close(1000));
    HttpServer server = echoing(WebSocketSettings.DEFAULT);
    for (int cut = 0; cut <= all.length; cut++) {
      try (RawClient caller = open(new RawClient(server.port()))) {
        caller.send(java.util.Arrays.copyOf(all, cut));
        caller.send(java.util.Arrays.copyOfRange(all, cut, all.length));
        StringBuilder opcodes = new StringBuilder();
        WebSocketFrames.Frame frame = next(caller);
        while (frame.opcode() != 8) {
          opcodes.append(frame.opcode() == 10 ? "p" : frame.opcode() == 1 ? "t" : "b");
          frame = next(caller);
        }
        assertThat(opcodes.toString()).as("cut at %d", cut).startsWith("p");
        assertThat(frame.closeCode()).isEqualTo(1000);
        assertThat(caller.read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void answersAPingWithinAMessageWithItsPayload() {
    RawClient caller = session(WebSocketSettings.DEFAULT);
    caller.send(
        joined(masked(0x01, (byte) 'a'), masked(0x89, (byte) 'p'), masked(0x80, (byte) 'b')));
    assertThat(next(caller)).isEqualTo(new WebSocketFrames.Frame(0x8a, "p"));
    assertThat(next(caller)).isEqualTo(new WebSocketFrames.Frame(0x81, "ab"));
  }

  @Test
  void agreesToCloseAndEndsTheConnection() {
    RawClient caller = session(WebSocketSettings.DEFAULT).send(WebSocketFrames.close(4001));
    assertThat(next(caller).closeCode()).isEqualTo(4001);
    assertThat(caller.read()).isEqualTo(-1);
    assertThat(HttpFixture.take(seen)).isEqualTo(4001);
  }

  @Test
  void agreesToCloseWithoutACode() {
    RawClient caller = session(WebSocketSettings.DEFAULT).send(masked(0x88));
    assertThat(next(caller)).isEqualTo(new WebSocketFrames.Frame(0x88, ""));
    assertThat(HttpFixture.take(seen)).isEqualTo(WebSocketClose.NO_STATUS);
  }

  @Test
  void givesUpAPeerThatDoesNotAgreeToClose() {
    WebSocketSettings settings =
        WebSocketSettings.DEFAULT.withTimes(
            Duration.ofMinutes(1), Duration.ofMillis(200), Duration.ofMinutes(1));
    HttpServer server = http.serve(exchange -> exchange.webSocket(accept(settings)));
    RawClient caller = open(http.caller(server));
    assertThat(next(caller).closeCode()).isEqualTo(1000);
    assertThat(caller.read()).isEqualTo(-1);
  }

  @Test
  void closesAnIdleSessionAndOneThatLastsTooLong() {
    WebSocketSettings idle =
        WebSocketSettings.DEFAULT.withTimes(
            Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofMinutes(1));
    assertThat(next(session(idle)).closeCode()).isEqualTo(1001);
    WebSocketSettings total =
        WebSocketSettings.DEFAULT.withTimes(
            Duration.ofMinutes(1), Duration.ofSeconds(1), Duration.ofMillis(200));
    assertThat(next(session(total)).closeCode()).isEqualTo(1001);
    assertThat(HttpFixture.take(seen)).isEqualTo(1001);
  }

  @Test
  void pingsASilentPeerAndCutsOneThatDoesNotAnswer() {
    WebSocketSettings settings =
        WebSocketSettings.DEFAULT.withPings(Duration.ofMillis(200), Duration.ofMillis(300));
    RawClient caller = session(settings);
    assertThat(next(caller)).isEqualTo(new WebSocketFrames.Frame(0x89, ""));
    caller.send(masked(0x8a));
    assertThat(next(caller)).isEqualTo(new WebSocketFrames.Frame(0x89, ""));
    assertThat(caller.read()).isEqualTo(-1);
    assertThat(HttpFixture.take(seen)).isEqualTo(WebSocketClose.ABNORMAL);
  }

  @Test
  void tellsAWorkingHandlerThatItsPeerHasGone() {
    CountDownLatch gone = new CountDownLatch(1);
    HttpServer server =
        http.serve(exchange -> {
          WebSocket socket = exchange.webSocket(DEFAULT);
          socket.onEnd(gone::countDown);
          gone.await();
          assertThatThrownBy(() -> socket.send("late")).isInstanceOf(WebSocketException.class);
          seen.add("done");
        });
    open(http.caller(server)).reset();
    assertThat(HttpFixture.take(seen)).isEqualTo("done");
  }

  @Test
  void closesWithAnErrorWhenTheHandlerThrows() {
    HttpServer server =
        http.serve(exchange -> {
          exchange.webSocket(DEFAULT);
          throw new IllegalStateException("on purpose");
        });
    assertThat(next(open(http.caller(server))).closeCode()).isEqualTo(1011);
  }

  @Test
  void endsSessionsWhenTheServerStops() throws Exception {
    HttpServer server = echoing(WebSocketSettings.DEFAULT);
    RawClient caller = open(http.caller(server)).send(text("one"));
    assertThat(next(caller).payload()).isEqualTo("one");
    Thread stop = Thread.startVirtualThread(() -> server.close(Duration.ofSeconds(10)));
    assertThat(next(caller).closeCode()).isEqualTo(1001);
    caller.send(WebSocketFrames.close(1001));
    assertThat(caller.read()).isEqualTo(-1);
    stop.join();
    assertThat(server.openConnections()).isZero();
    assertThat(server.runningExchanges()).isZero();
  }

  @Test
  void finishesWhatItIsAnsweringBeforeItStops() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    HttpServer server =
        http.serve(exchange -> {
          WebSocket socket = exchange.webSocket(DEFAULT);
          while (socket.receive().isPresent()) {
            seen.add("working");
            go.await();
            socket.send("answer");
          }
        });
    RawClient caller = open(http.caller(server)).send(joined(text("one"), text("two")));
    HttpFixture.take(seen);
    Thread stop = Thread.startVirtualThread(() -> server.close(Duration.ofSeconds(10)));
    caller.send(text("three"));
    while (caller.socket().isConnected() && server.openConnections() != 1) {
      Thread.onSpinWait();
    }
    Thread.sleep(100);
    go.countDown();
    assertThat(next(caller).payload()).isEqualTo("answer");
    assertThat(next(caller).closeCode()).isEqualTo(1001);
    caller.close();
    stop.join();
  }
}
