package dev.switchboard.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Servers and clients of one test, all closed at its end. */
final class HttpFixture implements AutoCloseable {
  private final Transport transport = Transport.open(1);
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  Transport transport() {
    return transport;
  }

  /** Keeps something to close, the last one first. */
  <T extends AutoCloseable> T keep(T item) {
    open.push(item);
    return item;
  }

  HttpServer serve(Handler handler) {
    return serve(config -> config, handler);
  }

  HttpServer serve(Function<ServerConfig, ServerConfig> change, Handler handler) {
    ServerConfig config = change.apply(ServerConfig.of("127.0.0.1", 0));
    return keep(HttpServer.start(transport, config, handler));
  }

  RawClient caller(HttpServer server) {
    return keep(new RawClient(server.port()));
  }

  FakeUpstream upstream() {
    return keep(FakeUpstream.start());
  }

  UpstreamClient client() {
    return client(UpstreamConfig.DEFAULT);
  }

  UpstreamClient client(UpstreamConfig config) {
    return keep(new UpstreamClient(transport, config));
  }

  /** The next element, within a bound that no healthy test reaches. */
  static <T> T take(BlockingQueue<T> queue) {
    try {
      T next = queue.poll(10, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing within 10 s");
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
    transport.close();
  }
}
