package dev.switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebSocketClientTest {
  private final HttpFixture http = new HttpFixture();

  @AfterEach
  void close() {
    http.close();
  }

  private static WebSocketRequest to(int port, String... subprotocols) {
    return new WebSocketRequest(
        URI.create("ws://127.0.0.1:" + port + "/live?x=1"),
        Headers.of("Authorization", "Bearer secret"),
        List.of(subprotocols),
        Deadlines.DEFAULT.withFirstByte(Duration.ofSeconds(2)),
        WebSocketSettings.DEFAULT);
  }

  private WebSocket opened(WebSocketRequest request) {
    return opened(http.client(), request, new CancelSignal());
  }

  private static WebSocket opened(
      UpstreamClient client, WebSocketRequest request, CancelSignal signal) {
    return switch (client.open(request, signal)) {
      case WebSocketReply.Opened opened -> opened.socket();
      case WebSocketReply.Refused refused -> throw new AssertionError(refused.response().status());
    };
  }

  @Test
  void talksToAServer() {
    HttpServer server =
        http.serve(exchange -> {
          assertThat(exchange.path()).isEqualTo("/live");
          assertThat(exchange.header("Authorization")).contains("Bearer secret");
          WebSocketServerTest.echo(
              exchange.webSocket(
                  new WebSocketAccept(Optional.of("b"), Headers.EMPTY, WebSocketSettings.DEFAULT)));
        });
    WebSocket socket = opened(to(server.port(), "a", "b"));
    assertThat(socket.subprotocol()).contains("b");
    socket.send("Grüße");
    assertThat(socket.receive()).contains(new WebSocketMessage.Text("Grüße", 7));
    socket.send(new byte[300_000]);
    assertThat(socket.receive().orElseThrow().length()).isEqualTo(300_000);
    socket.close();
    assertThat(socket.receive()).isEmpty();
    assertThatThrownBy(() -> socket.send("late")).isInstanceOf(WebSocketException.class);
  }

  @Test
  void talksOverTls(@TempDir Path folder) throws Exception {
    TestCertificate certificate = TestCertificate.create(folder, "ip:127.0.0.1");
    HttpServer server =
        http.serve(
            config -> config.withTls(certificate.files()),
            exchange -> WebSocketServerTest.echo(exchange.webSocket(WebSocketServerTest.DEFAULT)));
    UpstreamClient client =
        http.client(UpstreamConfig.DEFAULT.withExtraCertificates(certificate.certificate()));
    WebSocketRequest request =
        new WebSocketRequest(
            URI.create("wss://127.0.0.1:" + server.port() + "/"),
            Headers.EMPTY,
            List.of(),
            Deadlines.DEFAULT,
            WebSocketSettings.DEFAULT);
    WebSocket socket = opened(client, request, new CancelSignal());
    socket.send("one");
    assertThat(socket.receive()).contains(new WebSocketMessage.Text("one", 3));
    socket.close();
  }

  @Test
  void showsAnOrdinaryAnswerThatRefuses() {
    HttpServer server =
        http.serve(exchange ->
            exchange.respond(
                429, Headers.of("Retry-After", "3"), "later".getBytes(StandardCharsets.US_ASCII)));
    UpstreamClient client = http.client();
    for (int i = 0; i < 2; i++) {
      WebSocketReply reply = client.open(to(server.port()), new CancelSignal());
      UpstreamResponse response = ((WebSocketReply.Refused) reply).response();
      assertThat(response.status()).isEqualTo(429);
      assertThat(response.headers().first("Retry-After")).contains("3");
      assertThat(response.body().readAll(100)).asString().isEqualTo("later");
    }
  }

  @Test
  void learnsHowTheServerEndedTheSession() {
    HttpServer server =
        http.serve(exchange -> {
          WebSocket socket = exchange.webSocket(WebSocketServerTest.DEFAULT);
          socket.send("last");
          socket.close(4002, "enough");
        });
    WebSocket socket = opened(to(server.port()));
    assertThat(socket.receive()).contains(new WebSocketMessage.Text("last", 4));
    assertThat(socket.receive()).isEmpty();
    assertThat(socket.ended()).contains(new WebSocketClose(4002, "enough"));
  }

  @Test
  void isGivenUpByItsSignal() {
    HttpServer server =
        http.serve(
            exchange -> WebSocketServerTest.echo(exchange.webSocket(WebSocketServerTest.DEFAULT)));
    CancelSignal signal = new CancelSignal();
    WebSocket socket = opened(http.client(), to(server.port()), signal);
    socket.send("one");
    assertThat(socket.receive()).isPresent();
    signal.cancel();
    assertThatThrownBy(socket::receive).isInstanceOf(WebSocketException.class);
  }

  @Test
  void goesThroughAProxyByATunnel() throws Exception {
    try (ServerSocket proxy = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      UpstreamClient client =
          http.client(
              UpstreamConfig.DEFAULT.withProxies(
                  ProxySettings.fromEnvironment(
                      Map.of("HTTP_PROXY", "http://127.0.0.1:" + proxy.getLocalPort()))));
      Thread.startVirtualThread(() -> {
        try {
          RawClient peer = http.keep(new RawClient(proxy.accept()));
          String ask = peer.head();
          peer.send(
              "HTTP/1.1 "
                  + (ask.startsWith("CONNECT live.example:80 ") ? "200 OK" : "400 No")
                  + "\r\n\r\n");
          answer(peer, "");
          peer.send(WebSocketFrames.plain(0x81, (byte) 'x'));
        } catch (java.io.IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
      });
      WebSocketRequest request =
          new WebSocketRequest(
              URI.create("ws://live.example/"),
              Headers.EMPTY,
              List.of(),
              Deadlines.DEFAULT,
              WebSocketSettings.DEFAULT);
      assertThat(opened(client, request, new CancelSignal()).receive())
          .contains(new WebSocketMessage.Text("x", 1));
    }
  }

  private static void answer(RawClient peer, String more) {
    String head = peer.head();
    int at = head.indexOf("Sec-WebSocket-Key: ") + 19;
    String key = head.substring(at, head.indexOf('\r', at));
    peer.send(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + WebSocketHandshake.answerTo(key)
            + "\r\n"
            + more
            + "\r\n");
  }

  private void against(
      String more, byte[] frames, java.util.function.Consumer<WebSocketRequest> check)
      throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> {
        try {
          RawClient peer = http.keep(new RawClient(listener.accept()));
          answer(peer, more);
          peer.send(frames);
        } catch (java.io.IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
      });
      check.accept(to(listener.getLocalPort(), "a"));
    }
  }

  @Test
  void refusesAServerThatMasks() throws Exception {
    against(
        "",
        WebSocketFrames.masked(0x81, (byte) 'a'),
        request -> {
          WebSocket socket = opened(request);
          assertThatThrownBy(socket::receive)
              .isInstanceOfSatisfying(
                  WebSocketException.class, e -> assertThat(e.code()).isEqualTo(1002));
        });
  }

  @Test
  void refusesA101ThatIsNotRight() throws Exception {
    for (String wrong :
        List.of(
            "Sec-WebSocket-Extensions: permessage-deflate\r\n",
            "Sec-WebSocket-Protocol: other\r\n",
            "Sec-WebSocket-Accept: again\r\n")) {
      against(
          wrong,
          new byte[0],
          request ->
              assertThatThrownBy(() -> http.client().open(request, new CancelSignal()))
                  .isInstanceOfSatisfying(
                      UpstreamException.class,
                      e -> assertThat(e.kind()).isEqualTo(UpstreamException.Kind.PROTOCOL)));
    }
  }

  @Test
  void refusesAFrameBeyondItsBound() throws Exception {
    against(
        "",
        WebSocketFrames.plain(0x81, new byte[2_000]),
        request -> {
          WebSocketRequest bounded =
              new WebSocketRequest(
                  request.uri(),
                  request.headers(),
                  request.subprotocols(),
                  request.deadlines(),
                  WebSocketSettings.DEFAULT.withSizes(1_000, 1_000, 1_000));
          assertThatThrownBy(opened(bounded)::receive)
              .isInstanceOfSatisfying(
                  WebSocketException.class,
                  e -> assertThat(e.code()).isEqualTo(WebSocketClose.TOO_BIG));
        });
  }

  @Test
  void masksWhatItSendsAndAnswersPings() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      WebSocketRequest request = to(listener.getLocalPort());
      CompletableFuture<WebSocket> opening =
          CompletableFuture.supplyAsync(() -> opened(request), Thread::startVirtualThread);
      RawClient peer = http.keep(new RawClient(listener.accept()));
      answer(peer, "");
      opening.join().send("abc");
      assertThat(unmasked(peer)).isEqualTo("81 abc");
      peer.send(WebSocketFrames.plain(0x89, (byte) 'p'));
      assertThat(unmasked(peer)).isEqualTo("8a p");
    }
  }

  private static String unmasked(RawClient peer) {
    int first = peer.read();
    int length = peer.read();
    assertThat(length & 0x80).isNotZero();
    String mask = peer.text(4);
    String masked = peer.text(length & 0x7f);
    StringBuilder plain = new StringBuilder(Integer.toHexString(first)).append(' ');
    for (int i = 0; i < masked.length(); i++) {
      plain.append((char) (masked.charAt(i) ^ mask.charAt(i & 3)));
    }
    return plain.toString();
  }

  @Test
  void breaksWhereItsServerDoes() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      WebSocketRequest request = to(listener.getLocalPort());
      CompletableFuture<WebSocket> opening =
          CompletableFuture.supplyAsync(() -> opened(request), Thread::startVirtualThread);
      try (RawClient peer = new RawClient(listener.accept())) {
        answer(peer, "");
        opening.join();
        peer.send(Arrays.copyOf(WebSocketFrames.plain(0x81, new byte[90]), 50));
      }
      assertThatThrownBy(opening.join()::receive)
          .isInstanceOfSatisfying(
              WebSocketException.class,
              e -> assertThat(e.code()).isEqualTo(WebSocketClose.ABNORMAL));
    }
  }

  @Test
  void reachesOnlyWhatThePolicyAllows() {
    UpstreamClient client = http.client(UpstreamConfig.DEFAULT.withPolicy(AddressPolicy.PUBLIC));
    assertThatThrownBy(() -> client.open(to(9), new CancelSignal()))
        .isInstanceOfSatisfying(
            UpstreamException.class,
            e -> assertThat(e.kind()).isEqualTo(UpstreamException.Kind.ADDRESS_REFUSED));
  }

  @Test
  void waitsNoLongerThanItsDeadline() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> http.client().open(to(silent.getLocalPort()), new CancelSignal()))
          .isInstanceOfSatisfying(
              UpstreamException.class,
              e -> assertThat(e.kind()).isEqualTo(UpstreamException.Kind.FIRST_BYTE_TIMEOUT));
    }
  }
}
