package dev.switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpServerTest {
  private static final Headers TEXT = Headers.of("Content-Type", "text/plain");
  private static final Handler ECHO = exchange -> exchange.respond(200, TEXT, exchange.body());

  private final HttpFixture http = new HttpFixture();

  @AfterEach
  void close() {
    http.close();
  }

  private static Handler says(Function<Exchange, String> text) {
    return exchange ->
        exchange.respond(200, TEXT, text.apply(exchange).getBytes(StandardCharsets.UTF_8));
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
  }

  @Test
  void answersOneRequestAfterTheOtherOnOneConnection() {
    RawClient caller = http.caller(http.serve(ECHO));
    caller.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\none");
    assertThat(caller.response()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\none");
    caller.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\ntwo");
    assertThat(caller.response()).endsWith("\r\n\r\ntwo");
  }

  @Test
  void setsDateAndLengthByItself() {
    RawClient caller = http.caller(http.serve(ECHO));
    caller.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(caller.response())
        .containsPattern("\r\nDate: [A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} .* GMT\r\n")
        .contains("\r\nContent-Length: 0\r\n");
  }

  @Test
  void showsMethodPathQueryAndHeadersAsSent() {
    HttpServer server =
        http.serve(
            says(x ->
                x.method()
                    + " "
                    + x.path()
                    + " "
                    + x.query().raw()
                    + " "
                    + x.query().first("q").orElse("-")
                    + " "
                    + x.headers().all("x-tag")));
    RawClient caller = http.caller(server);
    caller.send(
        "PATCH /v1/a%2Fb?q=a%20b+c&r HTTP/1.1\r\nHost: x\r\nX-Tag:  one \r\nx-tag:two\r\n\r\n");
    assertThat(caller.response()).endsWith("PATCH /v1/a%2Fb q=a%20b+c&r a b c [one, two]");
  }

  @Test
  void takesTheAbsoluteFormOfATarget() {
    RawClient caller = http.caller(http.serve(says(x -> x.path() + "|" + x.query().raw())));
    caller.send("GET http://other.example:80/a?b=c HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(caller.response()).endsWith("/a|b=c");
    caller.send("GET http://other.example?b=c HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(caller.response()).endsWith("/|b=c");
  }

  @Test
  void readsAChunkedBody() {
    RawClient caller = http.caller(http.serve(ECHO));
    caller.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    caller.send("3\r\none\r\n");
    caller.send("00a;name=\"v\"\r\n, two, thr\r\n2\r\nee\r\n0\r\nTrailer: x\r\n\r\n");
    assertThat(caller.response()).endsWith("\r\n\r\none, two, three");
    caller.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(caller.response()).startsWith("HTTP/1.1 200");
  }

  @Test
  void readsALargeBodyAndSendsALargeAnswer() {
    String large = "0123456789abcdef".repeat(128 * 1024);
    RawClient caller = http.caller(http.serve(ECHO));
    Thread.startVirtualThread(() ->
        caller.send(
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: "
                + large.length()
                + "\r\n\r\n"
                + large));
    assertThat(caller.response().endsWith("\r\n\r\n" + large)).isTrue();
    caller.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\ntwo");
    assertThat(caller.response()).endsWith("two");
  }

  @Test
  void startsTheHandlerBeforeALargeBodyHasArrived() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    HttpServer server =
        http.serve(exchange -> {
          started.countDown();
          ECHO.handle(exchange);
        });
    RawClient caller = http.caller(server);
    caller.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");
    started.await();
    caller.send("x".repeat(100_000));
    assertThat(caller.response()).endsWith("xxx");
  }

  @Test
  void takesInNoLargeBodyBeforeItIsAskedFor() throws Exception {
    CountDownLatch asks = new CountDownLatch(1);
    CountDownLatch sent = new CountDownLatch(1);
    HttpServer server =
        http.serve(exchange -> {
          asks.await();
          ECHO.handle(exchange);
        });
    RawClient caller = http.caller(server);
    byte[] body = new byte[30_000_000];
    caller.sendHead("POST / HTTP/1.1", "Host: x", "Content-Length: " + body.length);
    Thread.startVirtualThread(() -> {
      caller.send(body);
      sent.countDown();
    });
    assertThat(sent.await(500, TimeUnit.MILLISECONDS)).isFalse();
    asks.countDown();
    assertThat(caller.head()).startsWith("HTTP/1.1 200 ");
    assertThat(caller.rest(body.length)).isEqualTo(body.length);
  }

  @Test
  void deliversARefusalWhileALargeBodyIsStillBeingSent() {
    HttpServer server = http.serve(exchange -> exchange.respond(401, TEXT, new byte[0]));
    RawClient caller = http.caller(server);
    byte[] body = new byte[30_000_000];
    caller.sendHead("POST / HTTP/1.1", "Host: x", "Content-Length: " + body.length);
    caller.send(body);
    assertThat(caller.rest()).startsWith("HTTP/1.1 401 ").contains("Connection: close");
  }

  @Test
  void answersPipelinedRequestsInOrder() {
    HttpServer server =
        http.serve(exchange -> {
          if (exchange.path().equals("/slow")) {
            Thread.sleep(100);
          }
          exchange.respond(200, TEXT, exchange.path().getBytes(StandardCharsets.US_ASCII));
        });
    RawClient caller = http.caller(server);
    caller.send(get("/slow") + get("/b") + get("/slow") + get("/c"));
    assertThat(caller.response()).endsWith("/slow");
    assertThat(caller.response()).endsWith("/b");
    assertThat(caller.response()).endsWith("/slow");
    assertThat(caller.response()).endsWith("/c");
  }

  @Test
  void answersAFloodOfPipelinedRequests() {
    RawClient caller = http.caller(http.serve(says(Exchange::path)));
    String request = "GET /0123456789 HTTP/1.1\r\nHost: x\r\n\r\n";
    Thread.startVirtualThread(() -> caller.send(request.repeat(5_000)));
    for (int i = 0; i < 5_000; i++) {
      assertThat(caller.response()).endsWith("/0123456789");
    }
  }

  @Test
  void readsRequestsCutAtEveryByte() {
    byte[] request =
        "POST /a?b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    RawClient caller = http.caller(http.serve(ECHO));
    for (int cut = 1; cut < request.length; cut++) {
      caller.send(Arrays.copyOfRange(request, 0, cut));
      if (cut % 7 == 0) {
        Thread.onSpinWait();
      }
      caller.send(Arrays.copyOfRange(request, cut, request.length));
      assertThat(caller.response()).endsWith("one");
    }
  }

  @Test
  void countsTheBodyOfHeadButSendsNone() {
    RawClient caller = http.caller(http.serve(says(x -> "twelve bytes")));
    caller.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(caller.head()).contains("Content-Length: 12\r\n");
    assertThat(caller.response()).startsWith("HTTP/1.1 200 OK").endsWith("twelve bytes");
  }

  @Test
  void sendsNoBodyWith204() {
    HttpServer server = http.serve(x -> x.respond(204, Headers.EMPTY, new byte[0]));
    RawClient caller = http.caller(server);
    caller.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertThat(caller.rest()).startsWith("HTTP/1.1 204 ").doesNotContain("Content-Length");
  }

  @Test
  void closesWhenTheCallerWantsIt() {
    RawClient caller = http.caller(http.serve(ECHO));
    caller.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: foo, Close\r\n\r\n");
    assertThat(caller.rest()).contains("\r\nConnection: close\r\n");
  }

  @Test
  void closesAfterHttp10UnlessAskedToKeep() {
    HttpServer server = http.serve(ECHO);
    RawClient caller = http.caller(server);
    caller.send("GET / HTTP/1.0\r\n\r\n");
    assertThat(caller.rest()).startsWith("HTTP/1.1 200 OK").contains("Connection: close");
    RawClient keeping = http.caller(server);
    keeping.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    assertThat(keeping.response()).contains("Connection: keep-alive");
    keeping.send("GET / HTTP/1.0\r\n\r\n");
    assertThat(keeping.rest()).contains("Connection: close");
  }

  @Test
  void ignoresAnOfferToUpgrade() {
    RawClient caller = http.caller(http.serve(ECHO));
    caller.sendHead(
        "POST / HTTP/1.1",
        "Host: x",
        "Connection: Upgrade, HTTP2-Settings",
        "Upgrade: h2c",
        "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA",
        "Content-Length: 2");
    caller.send("hi");
    assertThat(caller.response()).startsWith("HTTP/1.1 200 OK").endsWith("hi");
    caller.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(caller.response()).startsWith("HTTP/1.1 200 OK");
  }

  @Test
  void tellsTheCallerToContinueWhenTheBodyIsWanted() {
    RawClient caller = http.caller(http.serve(ECHO));
    caller.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    assertThat(caller.head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
    caller.send("hi");
    assertThat(caller.response()).startsWith("HTTP/1.1 200 OK").endsWith("hi");
    caller.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(caller.response()).startsWith("HTTP/1.1 200 OK");
  }

  @Test
  void refusesABodyThatWasNotYetSent() {
    HttpServer server = http.serve(exchange -> exchange.respond(401, TEXT, new byte[0]));
    RawClient caller = http.caller(server);
    caller.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    assertThat(caller.rest()).startsWith("HTTP/1.1 401 ").contains("Connection: close");
  }

  @Test
  void keepsTheConnectionAfterAnAnswerThatDidNotReadASmallBody() {
    HttpServer server = http.serve(exchange -> exchange.respond(401, TEXT, new byte[0]));
    RawClient caller = http.caller(server);
    caller.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\n" + "x".repeat(6_000));
    assertThat(caller.response()).startsWith("HTTP/1.1 401 ").doesNotContain("Connection: close");
    caller.send("x".repeat(64_000) + "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(caller.response()).startsWith("HTTP/1.1 401 ");
  }

  @Test
  void answersForAHandlerThatThrows() {
    HttpServer server =
        http.serve(exchange -> {
          throw new IllegalStateException("secret detail");
        });
    RawClient caller = http.caller(server);
    caller.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(caller.response())
        .startsWith("HTTP/1.1 500 ")
        .contains("\"code\":\"internal_error\"")
        .doesNotContain("secret");
    caller.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(caller.response()).startsWith("HTTP/1.1 500 ");
  }

  @Test
  void answersForAHandlerThatSaysNothing() {
    RawClient caller = http.caller(http.serve(exchange -> {}));
    caller.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(caller.response()).startsWith("HTTP/1.1 500 ");
  }

  @Test
  void refusesASecondAnswer() {
    LinkedBlockingQueue<Throwable> thrown = new LinkedBlockingQueue<>();
    HttpServer server =
        http.serve(exchange -> {
          exchange.respond(200, TEXT, new byte[0]);
          thrown.add(
              catchThrowableOfType(
                  IllegalStateException.class, () -> exchange.respond(200, TEXT, new byte[0])));
        });
    http.caller(server).send("GET /twice HTTP/1.1\r\nHost: x\r\n\r\n").response();
    assertThat(HttpFixture.take(thrown)).hasMessage("answered twice: GET /twice");
  }

  @Test
  void letsNoHeaderBreakOutOfItsLine() {
    for (String bad : new String[] {"a\r\nSet-Cookie: b", "a\nb", "a\0b", "a\u0100"}) {
      assertThat(
              catchThrowableOfType(IllegalArgumentException.class, () -> Headers.of("X-Name", bad)))
          .hasMessageStartingWith("header X-Name: character U+")
          .hasMessageNotContaining(bad);
    }
    assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> Headers.of("a b", "c")))
        .isNotNull();
  }

  @Test
  void refusesHeadersThatTheServerSetsItself() {
    HttpServer server =
        http.serve(exchange ->
            exchange.respond(200, Headers.of("transfer-encoding", "gzip"), new byte[0]));
    RawClient caller = http.caller(server);
    caller.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(caller.response()).startsWith("HTTP/1.1 500 ");
  }

  @Test
  void saysThatThePortIsTaken() {
    HttpServer server = http.serve(ECHO);
    BindException taken =
        catchThrowableOfType(
            BindException.class,
            () ->
                HttpServer.start(
                    http.transport(), ServerConfig.of("127.0.0.1", server.port()), ECHO));
    assertThat(taken.isPortInUse()).isTrue();
    assertThat(taken).hasMessageContaining("127.0.0.1:" + server.port());
  }

  @Test
  void saysThatTheAddressIsNotItsOwn() {
    BindException failed =
        catchThrowableOfType(
            BindException.class,
            () -> HttpServer.start(http.transport(), ServerConfig.of("203.0.113.1", 0), ECHO));
    assertThat(failed.isPortInUse()).isFalse();
  }

  @Test
  void knowsTheCallersAddress() {
    RawClient caller = http.caller(http.serve(says(x -> "" + x.remoteAddress().getPort())));
    caller.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(caller.response()).endsWith("\r\n\r\n" + caller.socket().getLocalPort());
  }
}
