package dev.switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.switchboard.http.UpstreamException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamClientTest {
  private static final int MAX = 1 << 20;

  private final HttpFixture http = new HttpFixture();
  private final FakeUpstream upstream = http.upstream();
  private final UpstreamClient client = http.client();

  @AfterEach
  void close() {
    http.close();
  }

  private UpstreamRequest post(String body) {
    return UpstreamRequest.post(
        upstream.uri("/v1/chat?a=b%20c"),
        Headers.of("Content-Type", "application/json", "Authorization", "Bearer k"),
        body.getBytes(StandardCharsets.UTF_8),
        Deadlines.DEFAULT);
  }

  private String send(UpstreamRequest request) {
    try (UpstreamResponse response = client.send(request)) {
      return response.status()
          + " "
          + new String(response.body().readAll(MAX), StandardCharsets.UTF_8);
    }
  }

  private UpstreamException failure(UpstreamRequest request) {
    return catchThrowableOfType(UpstreamException.class, () -> send(request));
  }

  @Test
  void sendsMethodTargetHeadersAndBody() {
    upstream.enqueue(Script.json(201, "{\"é\":1}"));
    assertThat(send(post("{\"ü\":2}"))).isEqualTo("201 {\"é\":1}");
    FakeUpstream.Received received = upstream.takeRequest();
    assertThat(received.method()).isEqualTo("POST");
    assertThat(received.target()).isEqualTo("/v1/chat?a=b%20c");
    assertThat(received.body()).isEqualTo("{\"ü\":2}");
    assertThat(received.headers().first("Host")).contains("127.0.0.1:" + upstream.port());
    assertThat(received.headers().first("Authorization")).contains("Bearer k");
    assertThat(received.headers().all("Content-Length")).containsExactly("8");
  }

  @Test
  void usesAConnectionAgain() {
    upstream.otherwise(request -> Script.json(200, "{}"));
    for (int i = 0; i < 20; i++) {
      assertThat(send(post("x"))).isEqualTo("200 {}");
    }
    assertThat(upstream.connections()).isEqualTo(1);
    assertThat(client.idleConnections()).isEqualTo(1);
  }

  @Test
  void usesNoConnectionAgainThatTheServerWantsClosed() {
    upstream.otherwise(
        request -> Script.status(200).header("Connection", "close").body("{}").cut());
    send(post("x"));
    send(post("x"));
    assertThat(upstream.connections()).isEqualTo(2);
  }

  @Test
  void forgetsAnUnusedConnectionAfterAWhile() throws InterruptedException {
    UpstreamClient brief =
        http.client(UpstreamConfig.DEFAULT.withIdleTimeout(Duration.ofMillis(100)));
    upstream.enqueue(Script.json(200, "{}"));
    brief.send(post("x")).body().readAll(MAX);
    assertThat(brief.idleConnections()).isEqualTo(1);
    for (int i = 0; i < 100 && brief.idleConnections() > 0; i++) {
      Thread.sleep(10);
    }
    assertThat(brief.idleConnections()).isZero();
  }

  @Test
  void sendsALargeBody() {
    upstream.enqueue(Script.json(200, "{}"));
    String large = "0123456789abcdef".repeat(256 * 1024);
    assertThat(send(post(large))).isEqualTo("200 {}");
    assertThat(upstream.takeRequest().body().equals(large)).isTrue();
    upstream.enqueue(Script.json(200, "{}"));
    send(post("x"));
    assertThat(upstream.connections()).isEqualTo(1);
  }

  @Test
  void readsChunksAndTheirEnd() {
    upstream.enqueue(
        Script.status(200).chunked().chunk("one").pause(Duration.ofMillis(20)).chunk("two").end());
    try (UpstreamResponse response = client.send(post("x"))) {
      assertThat(response.body().read()).asString(StandardCharsets.UTF_8).isEqualTo("one");
      assertThat(response.body().read()).asString(StandardCharsets.UTF_8).isEqualTo("two");
      assertThat(response.body().read()).isNull();
      assertThat(response.body().read()).isNull();
    }
    assertThat(client.idleConnections()).isEqualTo(1);
  }

  @Test
  void readsABodyThatEndsWithItsConnection() {
    upstream.enqueue(Script.raw("HTTP/1.1 200 OK\r\n\r\nuntil the end").cut());
    assertThat(send(post("x"))).isEqualTo("200 until the end");
  }

  @Test
  void readsAnswersWithoutBody() {
    upstream.enqueue(Script.raw("HTTP/1.1 204 No Content\r\n\r\n"), Script.json(200, "{}"));
    assertThat(send(post("x"))).isEqualTo("204 ");
    assertThat(send(post("x"))).isEqualTo("200 {}");
    upstream.enqueue(Script.status(200).header("Content-Length", "5").send("\r\n"));
    UpstreamRequest head =
        new UpstreamRequest(
            "HEAD", upstream.uri("/"), Headers.EMPTY, new byte[0], Deadlines.DEFAULT);
    assertThat(send(head)).isEqualTo("200 ");
    assertThat(upstream.connections()).isEqualTo(1);
  }

  @Test
  void skipsInterimResponses() {
    upstream.enqueue(
        Script.raw("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n")
            .pause(Duration.ofMillis(10))
            .send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"));
    assertThat(send(post("x"))).isEqualTo("200 hi");
  }

  @Test
  void readsResponsesCutAtEveryByte() {
    String whole =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nA: b\r\n\r\n3\r\none\r\n0\r\n\r\n";
    for (int cut = 1; cut < whole.length(); cut++) {
      upstream.enqueue(
          Script.raw(whole.substring(0, cut))
              .pause(Duration.ofMillis(1))
              .send(whole.substring(cut)));
      assertThat(send(post("x"))).isEqualTo("200 one");
    }
    assertThat(upstream.connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\\r\\nContent-Length: 10\\r\\n\\r\\nshort",
        "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nshort\\r\\n",
        "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nshort\\r\\n0\\r\\n",
        "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n7\\r\\nshort",
      })
  void aBodyCutShortIsAnError(String bytes) {
    upstream.enqueue(Script.raw(bytes.translateEscapes()).cut());
    try (UpstreamResponse response = client.send(post("x"))) {
      assertThat(response.body().read()).asString(StandardCharsets.UTF_8).isEqualTo("short");
      UpstreamException cut =
          catchThrowableOfType(UpstreamException.class, () -> response.body().read());
      assertThat(cut.kind()).isEqualTo(Kind.CUT);
    }
  }

  @Test
  void aBodyThatEndsInAResetIsAnError() {
    upstream.enqueue(
        Script.raw("HTTP/1.1 200 OK\r\n\r\nuntil").pause(Duration.ofMillis(50)).reset());
    assertThat(failure(post("x")).kind()).isEqualTo(Kind.CUT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2\\r\\n\\r\\n",
        "HTTP/2 200 OK\\r\\n\\r\\n",
        "HTTP/1.1 2000 OK\\r\\n\\r\\n",
        "HTTP/1.1 abc OK\\r\\n\\r\\n",
        "HTTP/1.1 101 Switching\\r\\n\\r\\n",
        "HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\nContent-Length: 2\\r\\n\\r\\nxx",
        "HTTP/1.1 200 OK\\r\\nContent-Length: x\\r\\n\\r\\n",
        "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: gzip\\r\\n\\r\\n",
        "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\nContent-Length: 1\\r\\n\\r\\n",
        "HTTP/1.1 200 OK\\r\\nA b\\r\\n\\r\\n",
        "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nzz\\r\\n",
        "\\26\\3\\1\\2",
      })
  void bytesThatAreNotHttpAreAnError(String bytes) {
    upstream.enqueue(Script.raw(bytes.translateEscapes()).hang());
    assertThat(failure(post("x")).kind()).isEqualTo(Kind.PROTOCOL);
    assertThat(client.idleConnections()).isZero();
  }

  @Test
  void aHeadWithoutEndIsAnError() {
    upstream.enqueue(Script.raw("HTTP/1.1 200 OK\r\nA: " + "x".repeat(100_000)).hang());
    assertThat(failure(post("x")).kind()).isEqualTo(Kind.PROTOCOL);
  }

  @Test
  void aConnectionThatEndsWithoutAnAnswerIsAnError() {
    upstream.enqueue(Script.closes(), Script.resets());
    assertThat(failure(post("x")).kind()).isEqualTo(Kind.RESET);
    assertThat(failure(post("x")).kind()).isEqualTo(Kind.RESET);
    assertThat(upstream.requests()).hasSize(2);
  }

  @Test
  void aHeadCutShortIsAReset() {
    upstream.enqueue(Script.raw("HTTP/1.1 200 OK\r\nContent-").cut());
    assertThat(failure(post("x")).kind()).isEqualTo(Kind.RESET);
  }

  @Test
  void sendsNothingAgainThatAReusedConnectionHasTaken() {
    upstream.enqueue(Script.json(200, "1"), Script.closes(), Script.resets());
    send(post("a"));
    assertThat(failure(post("b")).kind()).isEqualTo(Kind.RESET);
    assertThat(upstream.requests())
        .extracting(FakeUpstream.Received::body)
        .containsExactly("a", "b");
  }

  @Test
  void sendsNothingAgainOnceAByteOfTheAnswerHasCome() {
    upstream.enqueue(Script.json(200, "1"), Script.raw("H").pause(Duration.ofMillis(30)).cut());
    send(post("a"));
    assertThat(failure(post("b")).kind()).isEqualTo(Kind.RESET);
    assertThat(upstream.requests()).hasSize(2);
  }

  @Test
  void sendsNothingAgainThatMayHaveBeenWorkedOn() {
    upstream.enqueue(
        Script.json(200, "1"), new Script(List.of()).pause(Duration.ofMillis(1100)).cut());
    send(post("a"));
    assertThat(failure(post("b")).kind()).isEqualTo(Kind.RESET);
    assertThat(upstream.requests()).hasSize(2);
  }

  @Test
  void usesNoConnectionThatHasClosedMeanwhile() throws InterruptedException {
    upstream.otherwise(request -> Script.json(200, "{}"));
    send(post("a"));
    upstream.closeConnections();
    for (int i = 0; i < 100 && client.idleConnections() > 0; i++) {
      Thread.sleep(10);
    }
    assertThat(client.idleConnections()).isZero();
    assertThat(send(post("b"))).isEqualTo("200 {}");
  }

  @Test
  void saysThatNobodyListens() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    UpstreamRequest request =
        UpstreamRequest.get(
            URI.create("http://127.0.0.1:" + port + "/secret"), Headers.EMPTY, Deadlines.DEFAULT);
    UpstreamException refused = failure(request);
    assertThat(refused.kind()).isEqualTo(Kind.CONNECT_REFUSED);
    assertThat(refused).hasMessageContaining("127.0.0.1:" + port).hasMessageNotContaining("secret");
    assertThat(refused.isBeforeRequest()).isTrue();
  }

  @Test
  void saysThatTheNameHasNoAddress() {
    UpstreamConfig nameless =
        UpstreamConfig.DEFAULT.withResolver(host -> {
          throw new UnknownHostException(host);
        });
    UpstreamRequest request =
        UpstreamRequest.get(
            URI.create("http://nowhere.example/"), Headers.EMPTY, Deadlines.DEFAULT);
    UpstreamException unknown =
        catchThrowableOfType(UpstreamException.class, () -> http.client(nameless).send(request));
    assertThat(unknown.kind()).isEqualTo(Kind.DNS);
    assertThat(unknown).hasMessageContaining("nowhere.example");
  }

  @Test
  void triesTheNextAddress() {
    UpstreamConfig two =
        UpstreamConfig.DEFAULT.withResolver(
            host -> List.of(InetAddress.ofLiteral("::1"), InetAddress.ofLiteral("127.0.0.1")));
    upstream.enqueue(Script.json(200, "{}"));
    UpstreamRequest request =
        UpstreamRequest.get(
            URI.create("http://two.example:" + upstream.port() + "/"),
            Headers.EMPTY,
            Deadlines.DEFAULT);
    try (UpstreamResponse response = http.client(two).send(request)) {
      assertThat(response.status()).isEqualTo(200);
    }
    assertThat(upstream.takeRequest().headers().first("Host"))
        .isEqualTo(Optional.of("two.example:" + upstream.port()));
  }

  @Test
  void readsNoMoreThanItIsToldTo() {
    upstream.enqueue(Script.json(200, "x".repeat(1001)));
    try (UpstreamResponse response = client.send(post("x"))) {
      UpstreamException large =
          catchThrowableOfType(UpstreamException.class, () -> response.body().readAll(1000));
      assertThat(large.kind()).isEqualTo(Kind.TOO_LARGE);
    }
  }

  @Test
  void refusesHeadersItSetsItself() {
    assertThat(
            catchThrowableOfType(
                IllegalArgumentException.class,
                () ->
                    UpstreamRequest.get(
                        upstream.uri("/"), Headers.of("host", "x"), Deadlines.DEFAULT)))
        .hasMessageContaining("host");
  }

  @Test
  void takesAnEarlyAnswerToALargeBody() {
    FakeUpstream early = http.upstream();
    early.otherwise(request -> Script.json(200, "{}"));
    UpstreamRequest request =
        UpstreamRequest.post(
            early.uri("/"), Headers.EMPTY, new byte[8 * 1024 * 1024], Deadlines.DEFAULT);
    assertThat(send(request)).isEqualTo("200 {}");
  }
}
