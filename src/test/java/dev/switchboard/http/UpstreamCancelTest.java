package dev.switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.switchboard.http.UpstreamException.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UpstreamCancelTest {
  private static final long PROMPT_NANOS = 100_000_000;

  private final HttpFixture http = new HttpFixture();
  private final FakeUpstream upstream = http.upstream();
  private final UpstreamClient client = http.client();
  private final CancelSignal signal = new CancelSignal();

  @AfterEach
  void close() {
    http.close();
  }

  private UpstreamRequest get() {
    return UpstreamRequest.get(upstream.uri("/"), Headers.EMPTY, Deadlines.DEFAULT);
  }

  /** Runs a call that waits, gives it up, and expects reader and server to notice at once. */
  private void isGivenUp(Runnable call, Consumer<Thread> giveUp) throws InterruptedException {
    LinkedBlockingQueue<Long> ended = new LinkedBlockingQueue<>();
    LinkedBlockingQueue<Kind> kinds = new LinkedBlockingQueue<>();
    Thread caller =
        Thread.startVirtualThread(() -> {
          kinds.add(catchThrowableOfType(UpstreamException.class, call::run).kind());
          ended.add(System.nanoTime());
        });
    upstream.takeRequest();
    Thread.sleep(100);
    long given = System.nanoTime();
    giveUp.accept(caller);
    assertThat(HttpFixture.take(ended) - given).isLessThan(PROMPT_NANOS);
    assertThat(HttpFixture.take(kinds)).isEqualTo(Kind.CANCELLED);
    assertThat(upstream.awaitDeparture(Duration.ofSeconds(5)).orElseThrow() - given)
        .isLessThan(PROMPT_NANOS);
  }

  private void readAll() {
    try (UpstreamResponse response = client.send(get(), signal)) {
      response.body().readAll(1 << 20);
    }
  }

  @Test
  void aSignalEndsTheWaitForTheHead() throws InterruptedException {
    upstream.enqueue(Script.silence());
    isGivenUp(this::readAll, thread -> signal.cancel());
  }

  @Test
  void aSignalEndsTheWaitForAChunk() throws InterruptedException {
    upstream.enqueue(Script.status(200).chunked().chunk("one").hang());
    isGivenUp(this::readAll, thread -> signal.cancel());
  }

  @Test
  void anInterruptEndsTheWaitForTheHead() throws InterruptedException {
    upstream.enqueue(Script.silence());
    isGivenUp(this::readAll, Thread::interrupt);
  }

  @Test
  void anInterruptEndsTheWaitForAChunk() throws InterruptedException {
    upstream.enqueue(Script.status(200).chunked().chunk("one").hang());
    isGivenUp(this::readAll, Thread::interrupt);
  }

  @Test
  void closingTheBodyFromElsewhereEndsTheWait() throws InterruptedException {
    upstream.enqueue(Script.status(200).chunked().hang());
    LinkedBlockingQueue<UpstreamResponse> responses = new LinkedBlockingQueue<>();
    isGivenUp(
        () -> {
          UpstreamResponse response = client.send(get());
          responses.add(response);
          response.body().read();
        },
        thread -> HttpFixture.take(responses).close());
  }

  @Test
  void closingTheBodyEarlyClosesTheConnection() {
    upstream.enqueue(Script.status(200).chunked().chunk("one").hang());
    client.send(get()).close();
    assertThat(upstream.awaitDeparture(Duration.ofSeconds(1))).isPresent();
    assertThat(client.idleConnections()).isZero();
  }

  @Test
  void closingTheBodyAfterItsEndKeepsTheConnection() {
    upstream.enqueue(Script.json(200, "{}"));
    try (UpstreamResponse response = client.send(get())) {
      response.body().readAll(100);
    }
    assertThat(client.idleConnections()).isEqualTo(1);
  }

  @Test
  void aClosedBodyNeverLooksComplete() {
    upstream.enqueue(Script.json(200, "{}"));
    UpstreamResponse response = client.send(get());
    while (client.idleConnections() == 0) {
      LockSupport.parkNanos(1_000_000);
    }
    response.close();
    assertThat(catchThrowableOfType(UpstreamException.class, () -> response.body().read()).kind())
        .isEqualTo(Kind.CANCELLED);
  }

  @Test
  void aSignalGivenBeforeKeepsTheRequestFromBeingSent() {
    signal.cancel();
    assertThat(
            catchThrowableOfType(UpstreamException.class, () -> client.send(get(), signal)).kind())
        .isEqualTo(Kind.CANCELLED);
    assertThat(upstream.connections()).isZero();
  }

  @Test
  void aSignalEndsTheLookUp() throws InterruptedException {
    UpstreamClient slow =
        http.client(
            UpstreamConfig.DEFAULT.withResolver(host -> {
              LockSupport.parkNanos(5_000_000_000L);
              return List.of();
            }));
    LinkedBlockingQueue<Kind> kinds = new LinkedBlockingQueue<>();
    Thread.startVirtualThread(() ->
        kinds.add(
            catchThrowableOfType(UpstreamException.class, () -> slow.send(get(), signal)).kind()));
    Thread.sleep(50);
    long given = System.nanoTime();
    signal.cancel();
    assertThat(HttpFixture.take(kinds)).isEqualTo(Kind.CANCELLED);
    assertThat(System.nanoTime() - given).isLessThan(PROMPT_NANOS);
  }

  @Test
  void oneSignalServesManyCalls() throws InterruptedException {
    upstream.otherwise(request -> Script.silence());
    LinkedBlockingQueue<Kind> kinds = new LinkedBlockingQueue<>();
    for (int i = 0; i < 5; i++) {
      Thread.startVirtualThread(
          () -> kinds.add(catchThrowableOfType(UpstreamException.class, this::readAll).kind()));
    }
    for (int i = 0; i < 5; i++) {
      upstream.takeRequest();
    }
    signal.cancel();
    for (int i = 0; i < 5; i++) {
      assertThat(HttpFixture.take(kinds)).isEqualTo(Kind.CANCELLED);
    }
  }

  @Test
  void aCallerWhoLeavesCancelsTheUpstreamWithin100Millis() {
    upstream.enqueue(Script.status(200).chunked().chunk("data: one\n\n").hang());
    HttpServer server =
        http.serve(exchange -> {
          CancelSignal gone = new CancelSignal();
          exchange.onCallerGone(gone::cancel);
          try (UpstreamResponse response = client.send(get(), gone);
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
    assertThat(caller.until("one\n\n").getBytes(StandardCharsets.US_ASCII)).isNotEmpty();
    long left = System.nanoTime();
    caller.close();
    assertThat(upstream.awaitDeparture(Duration.ofSeconds(5)).orElseThrow() - left)
        .isLessThan(PROMPT_NANOS);
  }
}
