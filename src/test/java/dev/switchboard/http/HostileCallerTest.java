package dev.switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileCallerTest {
  private static final Headers TEXT = Headers.of("Content-Type", "text/plain");

  private final HttpFixture http = new HttpFixture();
  private final AtomicInteger handled = new AtomicInteger();
  private final Handler echo =
      exchange -> {
        handled.incrementAndGet();
        exchange.respond(200, TEXT, exchange.body());
      };

  @AfterEach
  void close() {
    http.close();
  }

  /** The whole conversation after these bytes, \r and \n written out. */
  private String answer(String escaped) {
    HttpServer server = http.serve(echo);
    RawClient caller = http.caller(server);
    caller.send(escaped.translateEscapes());
    return caller.rest();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello\\r\\n\\r\\n",
        "GET\\r\\n\\r\\n",
        "GET /\\r\\nHost: x\\r\\n\\r\\n",
        "GET / HTTP/1.1\\nHost: x\\n\\n",
        "GET / HTTP/1.1\\r\\nHost: x\\n\\r\\n",
        "GET / HTTP/1.1\\rHost: x\\r\\n\\r\\n",
        "GET  / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n",
        "GET / HTTP/1.1 \\r\\nHost: x\\r\\n\\r\\n",
        "GET / http/1.1\\r\\nHost: x\\r\\n\\r\\n",
        " GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n",
        "G@T / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n",
        "GET a HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n",
        "GET * HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n",
        "GET /a#b HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n",
        "GET /\\303\\251 HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n",
        "GET /a\\tb HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n",
        "CONNECT x:443 HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n",
        "GET ftp://x/ HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n",
        "GET / HTTP/1.1\\r\\n\\r\\n",
        "GET / HTTP/1.1\\r\\nHost: x\\r\\nHost: y\\r\\n\\r\\n",
        "GET / HTTP/1.1\\r\\nHost: x\\r\\nA : b\\r\\n\\r\\n",
        "GET / HTTP/1.1\\r\\nHost: x\\r\\n: b\\r\\n\\r\\n",
        "GET / HTTP/1.1\\r\\nHost: x\\r\\nA\\r\\n\\r\\n",
        "GET / HTTP/1.1\\r\\nHost: x\\r\\nA: b\\r\\n c\\r\\n\\r\\n",
        "GET / HTTP/1.1\\r\\n Host: x\\r\\n\\r\\n",
        "GET / HTTP/1.1\\r\\nHost: x\\r\\nA: b\\0c\\r\\n\\r\\n",
        "GET / HTTP/1.1\\r\\nHost: x\\r\\nA: b\\rc\\r\\n\\r\\n",
        "GET / HTTP/1.1\\r\\nHost: x\\r\\nA\\0: b\\r\\n\\r\\n",
        "\\26\\3\\1\\2\\0\\1\\0\\1\\374\\3\\3\\n",
      })
  void answersBytesThatAreNotHttpWith400(String bytes) {
    assertThat(answer(bytes))
        .startsWith("HTTP/1.1 400 Bad Request\r\n")
        .contains("Connection: close\r\n")
        .contains("\"code\":\"malformed_http\"");
    assertThat(handled).hasValue(0);
  }

  @Test
  void saysWhatWasWrongWithBytesThatAreNotHttp() {
    assertThat(answer("GET / HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: -1\\r\\n\\r\\n"))
        .contains("HTTP/1.1: Content-Length: not valid (expected: one decimal number)\"}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 3\\r\\nContent-Length: 3",
        "Content-Length: 3\\r\\nContent-Length: 4",
        "Content-Length: 3, 3",
        "Content-Length: +3",
        "Content-Length: -3",
        "Content-Length: 0x3",
        "Content-Length: 3 3",
        "Content-Length: ",
        "Content-Length: 9999999999999999999999",
        "Content-Length: 3\\r\\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\\r\\nContent-Length: 3",
        "Transfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\\r\\nTransfer-Encoding: identity",
      })
  void refusesTwoOpinionsAboutTheEndOfABody(String fields) {
    assertThat(answer("POST / HTTP/1.1\\r\\nHost: x\\r\\n" + fields + "\\r\\n\\r\\n3\\r\\nabc"))
        .startsWith("HTTP/1.1 400 ");
    assertThat(handled).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "chunked, gzip", "gzip, chunked", "xchunked", "identity"})
  void refusesATransferCodingItDoesNotKnow(String coding) {
    String head = "POST / HTTP/1.1\\r\\nHost: x\\r\\nTransfer-Encoding: ";
    assertThat(answer(head + coding + "\\r\\n\\r\\n")).startsWith("HTTP/1.1 501 ");
    assertThat(handled).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x\\r\\n",
        "\\r\\n",
        "-1\\r\\n",
        "3\\nabc\\r\\n",
        "3\\r\\nabcd\\r\\n",
        "3\\r\\nabc\\n",
        "3 x\\0\\r\\n",
        "1111111111111111\\r\\n",
        "0\\r\\nx\\n\\r\\n",
      })
  void refusesBrokenChunks(String body) {
    String head = "POST / HTTP/1.1\\r\\nHost: x\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n";
    assertThat(answer(head + body)).startsWith("HTTP/1.1 400 ");
  }

  @ParameterizedTest
  @CsvSource({"HTTP/2.0,505", "HTTP/1.2,505", "HTTP/11.1,400", "HTTPS/1.1,400"})
  void refusesOtherVersions(String version, int status) {
    assertThat(answer("GET / " + version + "\\r\\nHost: x\\r\\n\\r\\n"))
        .startsWith("HTTP/1.1 " + status + " ");
  }

  @Test
  void refusesTheHttp2Preface() {
    assertThat(answer("PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n")).startsWith("HTTP/1.1 505 ");
  }

  @Test
  void refusesAHeadThatIsTooLarge() {
    String field = "X-Field: " + "x".repeat(1000) + "\\r\\n";
    assertThat(answer("GET / HTTP/1.1\\r\\nHost: x\\r\\n" + field.repeat(40)))
        .startsWith("HTTP/1.1 431 ")
        .contains("head_too_large");
    assertThat(answer("GET /" + "x".repeat(40_000))).startsWith("HTTP/1.1 431 ");
    assertThat(answer("GET / HTTP/1.1\\r\\nHost: x\\r\\n" + "a:\\r\\n".repeat(300) + "\\r\\n"))
        .startsWith("HTTP/1.1 431 ");
  }

  @Test
  void refusesEndlessChunkExtensionsAndTrailers() {
    String head = "POST / HTTP/1.1\\r\\nHost: x\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n";
    assertThat(answer(head + "1;" + "x".repeat(20_000))).startsWith("HTTP/1.1 400 ");
    assertThat(answer(head + "0\\r\\n" + "a: b\\r\\n".repeat(10_000))).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void servesTheRequestsBeforeABrokenOne() {
    String good = "POST / HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 2\\r\\n\\r\\nhi";
    String all = answer(good + good + "broken\\r\\n\\r\\n");
    assertThat(all).contains("\r\n\r\nhiHTTP/1.1 200 OK").contains("HTTP/1.1 400 Bad Request");
    assertThat(handled).hasValue(2);
  }

  private Handler saying413() {
    return exchange -> {
      try {
        exchange.respond(200, TEXT, exchange.body());
      } catch (BodyTooLarge e) {
        byte[] body = ("at most " + e.limitBytes()).getBytes(StandardCharsets.US_ASCII);
        exchange.respond(413, TEXT, body);
      }
    };
  }

  @Test
  void deliversThe413OfAnAnnouncedBodyWhileItIsStillBeingSent() {
    HttpServer server = http.serve(config -> config.withMaxBodyBytes(1000), saying413());
    RawClient caller = http.caller(server);
    byte[] body = new byte[8 * 1024 * 1024];
    caller.sendHead("POST / HTTP/1.1", "Host: x", "Content-Length: " + body.length);
    caller.send(body);
    assertThat(caller.rest()).startsWith("HTTP/1.1 413 ").endsWith("\r\n\r\nat most 1000");
  }

  @Test
  void deliversThe413OfAChunkedBody() {
    HttpServer server = http.serve(config -> config.withMaxBodyBytes(1000), saying413());
    RawClient caller = http.caller(server);
    caller.sendHead("POST / HTTP/1.1", "Host: x", "Transfer-Encoding: chunked");
    for (int i = 0; i < 5000; i++) {
      caller.send("64\r\n" + "x".repeat(100) + "\r\n");
    }
    caller.send("0\r\n\r\n");
    assertThat(caller.rest()).startsWith("HTTP/1.1 413 ").endsWith("\r\n\r\nat most 1000");
  }

  @Test
  void asksForNoBodyThatWouldBeTooLarge() {
    HttpServer server = http.serve(config -> config.withMaxBodyBytes(1000), saying413());
    RawClient caller = http.caller(server);
    caller.sendHead("POST / HTTP/1.1", "Host: x", "Expect: 100-continue", "Content-Length: 1001");
    assertThat(caller.rest()).startsWith("HTTP/1.1 413 ").contains("Connection: close");
  }

  @Test
  void takesABodyOfExactlyTheLimit() {
    HttpServer server = http.serve(config -> config.withMaxBodyBytes(1000), saying413());
    RawClient caller = http.caller(server);
    caller.sendHead("POST / HTTP/1.1", "Host: x", "Content-Length: 1000");
    caller.send("x".repeat(1000));
    assertThat(caller.response()).startsWith("HTTP/1.1 200 ");
    caller.sendHead("POST / HTTP/1.1", "Host: x", "Transfer-Encoding: chunked");
    caller.send("3e8\r\n" + "x".repeat(1000) + "\r\n0\r\n\r\n");
    assertThat(caller.response()).startsWith("HTTP/1.1 200 ");
  }

  private HttpServer impatient() {
    return http.serve(
        config -> config.withTimeouts(Duration.ofMillis(600), Duration.ofMillis(200)), echo);
  }

  @Test
  void givesUpOnAHeadThatComesByDrops() throws InterruptedException {
    RawClient caller = http.caller(impatient());
    long start = System.nanoTime();
    Thread drops =
        Thread.startVirtualThread(() -> {
          try {
            for (char c : "GET / HTTP/1.1\r\nHost: x\r\nX-Long: 1234567890".toCharArray()) {
              caller.send(String.valueOf(c));
              Thread.sleep(50);
            }
          } catch (java.io.UncheckedIOException | InterruptedException e) {
            // Cut off, as it should be.
          }
        });
    assertThat(caller.head()).startsWith("HTTP/1.1 408 ").contains("Connection: close");
    assertThat(HttpFixture.millisSince(start)).isBetween(190L, 600L);
    drops.interrupt();
    drops.join();
  }

  @Test
  void givesUpOnABodyThatStops() {
    RawClient caller = http.caller(impatient());
    caller.sendHead("POST / HTTP/1.1", "Host: x", "Content-Length: 10").send("x");
    assertThat(caller.rest()).startsWith("HTTP/1.1 408 ");
    assertThat(handled).hasValue(0);
  }

  @Test
  void givesUpOnALargeBodyThatStopsWhileTheHandlerWaits() {
    List<String> seen = new ArrayList<>();
    HttpServer server =
        http.serve(
            config -> config.withTimeouts(Duration.ofSeconds(1), Duration.ofMillis(200)),
            exchange -> {
              try {
                exchange.body();
              } catch (CallerGoneException e) {
                seen.add("gone");
                throw e;
              }
            });
    RawClient caller = http.caller(server);
    caller.sendHead("POST / HTTP/1.1", "Host: x", "Content-Length: 100000").send("x");
    assertThat(caller.rest()).startsWith("HTTP/1.1 408 ");
    server.close(Duration.ofSeconds(5));
    assertThat(seen).containsExactly("gone");
  }

  @Test
  void closesAConnectionThatWantsNothing() {
    RawClient fresh = http.caller(impatient());
    long start = System.nanoTime();
    assertThat(fresh.rest()).isEmpty();
    assertThat(HttpFixture.millisSince(start)).isBetween(500L, 1500L);
  }

  @Test
  void refusesConnectionsBeyondItsBound() {
    HttpServer server = http.serve(config -> config.withMaxConnections(2), echo);
    RawClient first = http.caller(server);
    RawClient second = http.caller(server);
    first.sendHead("GET / HTTP/1.1", "Host: x").response();
    second.sendHead("GET / HTTP/1.1", "Host: x").response();
    assertThat(http.caller(server).rest())
        .startsWith("HTTP/1.1 503 ")
        .contains("\"code\":\"overloaded\"");
    first.close();
    while (server.openConnections() > 2) {
      Thread.onSpinWait();
    }
    String later = "";
    for (int i = 0; i < 100 && !later.startsWith("HTTP/1.1 200"); i++) {
      later = http.caller(server).sendHead("GET / HTTP/1.0").rest();
    }
    assertThat(later).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void survivesGarbage() {
    HttpServer server = http.serve(echo);
    Random random = new Random(42);
    String letters = "GETPOS /:\r\n\r\nHTTP/1.1\0\t\u00ff;chunked,Content-Length: 5";
    for (int i = 0; i < 300; i++) {
      StringBuilder bytes = new StringBuilder(i % 2 == 0 ? "GET / HTTP/1.1\r\n" : "");
      for (int j = random.nextInt(300); j > 0; j--) {
        bytes.append(letters.charAt(random.nextInt(letters.length())));
      }
      try (RawClient caller = new RawClient(server.port())) {
        caller.send(bytes.toString());
      }
    }
    RawClient caller = http.caller(server);
    caller.sendHead("GET / HTTP/1.1", "Host: x");
    assertThat(caller.response()).startsWith("HTTP/1.1 200 ");
  }
}
