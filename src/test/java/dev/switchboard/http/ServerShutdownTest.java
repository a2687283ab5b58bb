package dev.switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServerShutdownTest {
  private static final Headers TEXT = Headers.of("Content-Type", "text/plain");

  private final HttpFixture http = new HttpFixture();

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void letsAStreamFinishAndAcceptsNoOther() throws Exception {
    CountDownLatch closing = new CountDownLatch(1);
    LinkedBlockingQueue<Boolean> began = new LinkedBlockingQueue<>();
    HttpServer server =
        http.serve(exchange -> {
          ResponseStream out = exchange.stream(200, TEXT);
          out.write("one".getBytes(StandardCharsets.US_ASCII));
          began.add(true);
          closing.await();
          out.end("two".getBytes(StandardCharsets.US_ASCII));
        });
    RawClient caller = http.caller(server).sendHead("GET / HTTP/1.1", "Host: x");
    RawClient idle = http.caller(server);
    HttpFixture.take(began);
    Thread close = Thread.startVirtualThread(() -> server.close(Duration.ofSeconds(10)));
    assertThat(idle.rest()).isEmpty();
    assertThat(catchThrowable(() -> new RawClient(server.port()))).isNotNull();
    closing.countDown();
    assertThat(caller.rest()).endsWith("3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n");
    close.join();
    assertThat(server.openConnections()).isZero();
    assertThat(server.runningExchanges()).isZero();
  }

  @Test
  void cutsWhatDoesNotFinishInTime() {
    LinkedBlockingQueue<Boolean> began = new LinkedBlockingQueue<>();
    LinkedBlockingQueue<Boolean> gone = new LinkedBlockingQueue<>();
    HttpServer server =
        http.serve(exchange -> {
          CountDownLatch left = new CountDownLatch(1);
          exchange.onCallerGone(left::countDown);
          began.add(true);
          left.await();
          gone.add(true);
        });
    RawClient caller = http.caller(server).sendHead("GET / HTTP/1.1", "Host: x");
    HttpFixture.take(began);
    long start = System.nanoTime();
    server.close(Duration.ofMillis(200));
    assertThat(HttpFixture.millisSince(start)).isBetween(190L, 1500L);
    assertThat(HttpFixture.take(gone)).isTrue();
    assertThat(caller.rest()).isEmpty();
  }

  @Test
  void closesAtOnceWhenNothingRuns() {
    HttpServer server = http.serve(exchange -> exchange.respond(200, TEXT, new byte[0]));
    RawClient caller = http.caller(server);
    caller.sendHead("GET / HTTP/1.1", "Host: x").response();
    long start = System.nanoTime();
    server.close(Duration.ofSeconds(10));
    assertThat(HttpFixture.millisSince(start)).isLessThan(1000);
    assertThat(caller.rest()).isEmpty();
  }

  @Test
  void waitsForHandlersThatWorkOnAfterTheirAnswer() {
    CountDownLatch answered = new CountDownLatch(1);
    LinkedBlockingQueue<Boolean> booked = new LinkedBlockingQueue<>();
    HttpServer server =
        http.serve(exchange -> {
          exchange.respond(200, TEXT, new byte[0]);
          answered.countDown();
          Thread.sleep(300);
          booked.add(true);
        });
    RawClient caller = http.caller(server);
    caller.sendHead("GET / HTTP/1.1", "Host: x").response();
    server.close(Duration.ofSeconds(10));
    assertThat(booked.poll()).isTrue();
  }
}
