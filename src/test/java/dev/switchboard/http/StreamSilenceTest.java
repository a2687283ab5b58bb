package dev.switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamSilenceTest {
  private static final Headers SSE = Headers.of("Content-Type", "text/event-stream");
  private static final String FILLER = "8\r\n: ping\n\n\r\n";

  private final HttpFixture http = new HttpFixture();
  private final CountDownLatch seen = new CountDownLatch(1);

  @AfterEach
  void close() {
    http.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private RawClient ask(Duration silence, Handler handler) {
    HttpServer server = http.serve(config -> config.withSilence(silence), handler);
    return http.caller(server).sendHead("GET / HTTP/1.1", "Host: x");
  }

  @Test
  void isFilledAgainAndAgainBetweenTwoPieces() {
    RawClient caller =
        ask(
            Duration.ofMillis(50),
            exchange -> {
              ResponseStream out = exchange.stream(200, SSE);
              out.fillSilence(bytes(": ping\n\n"));
              out.write(bytes("one"));
              seen.await();
              out.end(bytes("two"));
            });
    assertThat(caller.head()).startsWith("HTTP/1.1 200 OK");
    assertThat(caller.until(FILLER)).isEqualTo("3\r\none\r\n" + FILLER);
    assertThat(caller.until(FILLER)).isEqualTo(FILLER);
    seen.countDown();
    assertThat(caller.until("0\r\n\r\n")).endsWith("3\r\ntwo\r\n0\r\n\r\n");
  }

  @Test
  void isNotFilledBeforeTheFirstPiece() {
    RawClient caller =
        ask(
            Duration.ofMillis(20),
            exchange -> {
              ResponseStream out = exchange.stream(200, SSE);
              out.fillSilence(bytes(": ping\n\n"));
              LockSupport.parkNanos(200_000_000);
              out.end(bytes("one"));
            });
    assertThat(caller.response()).endsWith("\r\n\r\n3\r\none\r\n0\r\n\r\n");
  }

  @Test
  void isNotFilledAfterTheEnd() {
    RawClient caller =
        ask(
            Duration.ofMillis(20),
            exchange -> {
              ResponseStream out = exchange.stream(200, SSE);
              out.fillSilence(bytes(": ping\n\n"));
              out.end(bytes("one"));
            });
    assertThat(caller.response()).endsWith("3\r\none\r\n0\r\n\r\n");
    LockSupport.parkNanos(200_000_000);
    caller.sendHead("GET / HTTP/1.1", "Host: x");
    assertThat(caller.response()).startsWith("HTTP/1.1 200 OK").endsWith("3\r\none\r\n0\r\n\r\n");
  }

  @Test
  void isLeftAloneWhereItIsNotToBeFilled() {
    RawClient caller =
        ask(
            Duration.ZERO,
            exchange -> {
              ResponseStream out = exchange.stream(200, SSE);
              out.fillSilence(bytes(": ping\n\n"));
              out.write(bytes("one"));
              LockSupport.parkNanos(200_000_000);
              out.end(bytes("two"));
            });
    assertThat(caller.response()).endsWith("3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n");
  }

  @Test
  void doesNotStopAWriterThatWaitsForRoom() {
    byte[] large = new byte[300_000];
    HttpServer server =
        http.serve(
            config -> config.withSilence(Duration.ofMillis(20)),
            exchange -> {
              ResponseStream out = exchange.stream(200, SSE);
              out.fillSilence(bytes(": ping\n\n"));
              for (int i = 0; i < 40; i++) {
                out.write(large);
              }
              out.end(bytes("end"));
            });
    RawClient caller = http.caller(server).sendHead("GET / HTTP/1.0", "Host: x");
    LockSupport.parkNanos(200_000_000);
    String all = caller.rest();
    assertThat(all).endsWith("end");
    assertThat(all.replace(": ping\n\n", "").length()).isGreaterThan(40 * large.length);
  }
}
