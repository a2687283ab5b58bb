package dev.switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResponseStreamTest {
  private static final Headers SSE = Headers.of("Content-Type", "text/event-stream");

  private final HttpFixture http = new HttpFixture();

  @AfterEach
  void close() {
    http.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private RawClient ask(HttpServer server) {
    return http.caller(server).sendHead("GET / HTTP/1.1", "Host: x");
  }

  @Test
  void sendsEachPieceAtOnce() {
    LinkedBlockingQueue<Long> written = new LinkedBlockingQueue<>();
    CountDownLatch seen = new CountDownLatch(1);
    RawClient caller =
        ask(
            http.serve(exchange -> {
              ResponseStream out = exchange.stream(200, SSE);
              written.add(System.nanoTime());
              out.write(bytes("data: one\n\n"));
              seen.await();
              out.write(bytes("data: two\n\n"));
              out.end();
            }));
    assertThat(caller.head()).contains("Transfer-Encoding: chunked");
    assertThat(caller.until("\n\n\r\n")).isEqualTo("b\r\ndata: one\n\n\r\n");
    assertThat(HttpFixture.millisSince(HttpFixture.take(written))).isLessThan(500);
    seen.countDown();
    assertThat(caller.until("0\r\n\r\n")).isEqualTo("b\r\ndata: two\n\n\r\n0\r\n\r\n");
    assertThat(caller.sendHead("GET / HTTP/1.1", "Host: x").head()).contains("200 OK");
  }

  @Test
  void sendsTheHeadAloneIfAsked() {
    CountDownLatch seen = new CountDownLatch(1);
    RawClient caller =
        ask(
            http.serve(exchange -> {
              ResponseStream out = exchange.stream(200, SSE);
              out.sendHead();
              seen.await();
              out.end(bytes("x"));
            }));
    assertThat(caller.head()).startsWith("HTTP/1.1 200 OK");
    seen.countDown();
    assertThat(caller.until("0\r\n\r\n")).isEqualTo("1\r\nx\r\n0\r\n\r\n");
  }

  @Test
  void endsWithTheConnectionForHttp10() {
    HttpServer server =
        http.serve(exchange -> {
          ResponseStream out = exchange.stream(200, SSE);
          out.write(bytes("one"));
          out.end(bytes("two"));
        });
    String all = http.caller(server).sendHead("GET / HTTP/1.0", "Connection: keep-alive").rest();
    assertThat(all).doesNotContain("chunked").contains("close").endsWith("\r\n\r\nonetwo");
  }

  @Test
  void sendsNoPiecesForHead() {
    HttpServer server =
        http.serve(exchange -> {
          ResponseStream out = exchange.stream(200, SSE);
          out.write(bytes("one"));
          out.end();
        });
    RawClient caller = http.caller(server);
    caller.sendHead("HEAD / HTTP/1.1", "Host: x").sendHead("GET / HTTP/1.1", "Host: x");
    assertThat(caller.head()).startsWith("HTTP/1.1 200 OK");
    assertThat(caller.response()).startsWith("HTTP/1.1 200 OK").endsWith("one\r\n0\r\n\r\n");
  }

  @Test
  void anAbortedStreamHasNoEnd() {
    RawClient caller =
        ask(
            http.serve(exchange -> {
              ResponseStream out = exchange.stream(200, SSE);
              out.write(bytes("one"));
              LockSupport.parkNanos(50_000_000);
              out.abort();
            }));
    assertThat(caller.rest()).endsWith("3\r\none\r\n");
  }

  @Test
  void aStreamThatItsHandlerLeavesOpenHasNoEnd() {
    RawClient caller =
        ask(
            http.serve(exchange -> {
              exchange.stream(200, SSE).write(bytes("one"));
              LockSupport.parkNanos(50_000_000);
              throw new IllegalStateException("in the middle");
            }));
    assertThat(caller.rest()).endsWith("3\r\none\r\n");
  }

  @Test
  void aStreamAbortedBeforeItsFirstPieceSaysNothing() {
    RawClient caller = ask(http.serve(exchange -> exchange.stream(200, SSE).abort()));
    assertThat(caller.rest()).isEmpty();
  }

  @Test
  void aSlowCallerBlocksTheWriterAndBoundsWhatWaits() throws InterruptedException {
    AtomicLong written = new AtomicLong();
    CountDownLatch done = new CountDownLatch(1);
    byte[] piece = new byte[16 * 1024];
    HttpServer server =
        http.serve(exchange -> {
          ResponseStream out = exchange.stream(200, SSE);
          for (int i = 0; i < 4096; i++) {
            out.write(piece);
            written.addAndGet(piece.length);
          }
          out.end();
          done.countDown();
        });
    RawClient caller = ask(server);
    long before = -1;
    while (written.get() == 0 || written.get() != before) {
      before = written.get();
      Thread.sleep(200);
    }
    // What the kernel buffers on both sides, and no more than 64 KiB and a piece here.
    assertThat(before).isLessThan(16 * 1024 * 1024);
    assertThat(done.getCount()).isEqualTo(1);
    assertThat(caller.head()).startsWith("HTTP/1.1 200 OK");
    int bodyBytes = caller.rest(4096L * (piece.length + 8) + 5);
    assertThat(bodyBytes).isEqualTo(4096 * (piece.length + 8) + 5);
    assertThat(done.await(5, TimeUnit.SECONDS)).isTrue();
  }

  private void leaves(Consumer<RawClient> how) {
    LinkedBlockingQueue<Long> noticed = new LinkedBlockingQueue<>();
    LinkedBlockingQueue<Boolean> began = new LinkedBlockingQueue<>();
    CountDownLatch never = new CountDownLatch(1);
    HttpServer server =
        http.serve(exchange -> {
          Thread handler = Thread.currentThread();
          exchange.onCallerGone(() -> {
            noticed.add(System.nanoTime());
            handler.interrupt();
          });
          began.add(true);
          never.await();
        });
    RawClient caller = http.caller(server);
    caller.sendHead("POST / HTTP/1.1", "Host: x", "Content-Length: 2").send("hi");
    HttpFixture.take(began);
    long left = System.nanoTime();
    how.accept(caller);
    assertThat(HttpFixture.take(noticed) - left).isLessThan(100_000_000L);
  }

  @Test
  void noticesWithin100MillisThatTheCallerHasClosed() {
    leaves(RawClient::close);
  }

  @Test
  void noticesWithin100MillisThatTheCallerHasReset() {
    leaves(RawClient::reset);
  }

  @Test
  void noticesWithin100MillisThatTheCallerHasClosedItsSide() {
    leaves(caller -> {
      try {
        caller.socket().shutdownOutput();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    });
  }

  @Test
  void tellsAWriterThatTheCallerHasLeft() {
    LinkedBlockingQueue<CallerGoneException> thrown = new LinkedBlockingQueue<>();
    HttpServer server =
        http.serve(exchange -> {
          ResponseStream out = exchange.stream(200, SSE);
          thrown.add(
              catchThrowableOfType(
                  CallerGoneException.class,
                  () -> {
                    while (true) {
                      out.write(bytes("data: tick\n\n"));
                      Thread.sleep(1);
                    }
                  }));
        });
    RawClient caller = ask(server);
    caller.head();
    caller.close();
    assertThat(HttpFixture.take(thrown)).hasMessageContaining("closed");
  }

  @Test
  void wakesAWriterThatIsBlockedWhenTheCallerLeaves() {
    LinkedBlockingQueue<Long> woken = new LinkedBlockingQueue<>();
    AtomicLong written = new AtomicLong();
    HttpServer server =
        http.serve(exchange -> {
          ResponseStream out = exchange.stream(200, SSE);
          try {
            while (true) {
              out.write(new byte[64 * 1024]);
              written.incrementAndGet();
            }
          } catch (CallerGoneException e) {
            woken.add(System.nanoTime());
          }
        });
    RawClient caller = ask(server);
    long before = -1;
    while (written.get() == 0 || written.get() != before) {
      before = written.get();
      LockSupport.parkNanos(100_000_000);
    }
    long left = System.nanoTime();
    caller.reset();
    assertThat(HttpFixture.take(woken) - left).isLessThan(100_000_000L);
  }

  @Test
  void cutsACallerThatTakesNothing() {
    LinkedBlockingQueue<Boolean> gone = new LinkedBlockingQueue<>();
    HttpServer server =
        http.serve(
            config -> config.withTimeouts(Duration.ofMillis(300), Duration.ofMillis(300)),
            exchange -> {
              ResponseStream out = exchange.stream(200, SSE);
              try {
                while (true) {
                  out.write(new byte[64 * 1024]);
                }
              } catch (CallerGoneException e) {
                gone.add(true);
              }
            });
    ask(server);
    assertThat(HttpFixture.take(gone)).isTrue();
  }

  @Test
  void forgetsTheCallerOnceTheAnswerIsComplete() throws InterruptedException {
    LinkedBlockingQueue<Boolean> called = new LinkedBlockingQueue<>();
    CountDownLatch answered = new CountDownLatch(1);
    HttpServer server =
        http.serve(exchange -> {
          exchange.onCallerGone(() -> called.add(true));
          exchange.respond(200, SSE, bytes("x"));
          answered.await();
        });
    RawClient caller = ask(server);
    caller.response();
    caller.close();
    assertThat(called.poll(200, TimeUnit.MILLISECONDS)).isNull();
    answered.countDown();
  }
}
