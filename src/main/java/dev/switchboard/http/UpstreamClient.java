package dev.switchboard.http;

import dev.switchboard.http.UpstreamException.Kind;
import java.security.SecureRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Sends requests to upstream servers over pooled connections, in blocking code.
 *
 * <p>A request is sent once. A connection of the pool that turns out to be closed before a byte of
 * the request was written is passed over for a fresh one; when it closes later the server may have
 * worked on the request, so whoever called decides whether to ask again.
 */
public final class UpstreamClient implements AutoCloseable {
  private static final int LOOKUP_THREADS = 4;

  private final UpstreamConfig config;
  private final UpstreamPool pool;
  private final UpstreamConnector connector;
  private final ExecutorService lookups;
  private final UpstreamTls tls;
  private final SecureRandom random = new SecureRandom();

  /**
   * Makes a client.
   *
   * @throws IllegalArgumentException if the extra certificates cannot be read
   */
  public UpstreamClient(Transport transport, UpstreamConfig config) {
    this.config = config;
    tls = new UpstreamTls(config.extraCertificates());
    pool = new UpstreamPool(config.idleTimeout().toNanos());
    // Look-ups block in native code, which would pin the carriers of virtual threads.
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            LOOKUP_THREADS,
            LOOKUP_THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("switchboard-dns-", 0).daemon().factory());
    executor.allowCoreThreadTimeOut(true);
    lookups = executor;
    connector = new UpstreamConnector(transport, pool, config, tls, lookups);
  }

  /**
   * Sends a request and waits for the head of its response.
   *
   * @throws UpstreamException if none comes
   */
  public UpstreamResponse send(UpstreamRequest request) {
    return send(request, new CancelSignal());
  }

  /**
   * Sends a request and waits for the head of its response. The signal, and an interrupt of the
   * calling thread, give it up at any time until the end of the body.
   *
   * @throws UpstreamException if no response comes; {@link Kind#CANCELLED} if it was given up
   */
  public UpstreamResponse send(UpstreamRequest request, CancelSignal signal) {
    return sent(request, signal).response();
  }

  /**
   * Asks for a WebSocket and waits for the answer. The signal gives it up at any time until the end
   * of the session, or of the body of an answer that refuses it.
   *
   * @throws UpstreamException if no answer comes, or a 101 that is not right
   * @throws IllegalArgumentException for a URI, headers or sub-protocols that cannot be sent
   */
  public WebSocketReply open(WebSocketRequest request, CancelSignal signal) {
    Headers handshake = WebSocketHandshake.ask(request, random);
    UpstreamCall call = sent(UpstreamRequest.webSocket(request, handshake), signal);
    WebSocketSession socket = call.socket();
    UpstreamResponse response = call.response();
    return socket == null
        ? new WebSocketReply.Refused(response)
        : new WebSocketReply.Opened(socket, response.headers());
  }

  private UpstreamCall sent(UpstreamRequest request, CancelSignal signal) {
    UpstreamCall call = new UpstreamCall(request, signal);
    if (!signal.add(call)) {
      throw call.cancelled();
    }
    try {
      Route route = route(request.target(), request.upgrade() != null);
      UpstreamConnection pooled = pool.take(route);
      if (pooled != null && exchange(pooled, call)) {
        return call;
      }
      if (!exchange(connector.connect(route, call), call)) {
        throw new UpstreamException(Kind.RESET, route + ": connection ended before a response");
      }
      return call;
    } catch (UpstreamException e) {
      signal.remove(call);
      throw e;
    }
  }

  /** Gets ready for TLS in the background, so that the first call to such a server need not. */
  public void prepareTls() {
    lookups.execute(tls::context);
  }

  /** How many connections wait unused. */
  public int idleConnections() {
    return pool.idleConnections();
  }

  /** Closes the unused connections, and those in use as their calls end. */
  @Override
  public void close() {
    pool.close();
    lookups.shutdownNow();
  }

  private static boolean exchange(UpstreamConnection connection, UpstreamCall call) {
    call.attach(connection);
    connection.start(call);
    return call.awaitHead();
  }

  private Route route(UpstreamRequest.Target target, boolean upgrade) {
    return new Route(
        target.tls(),
        target.host(),
        target.port(),
        config.proxies().proxyFor(target.tls(), target.host(), target.port()),
        config.policy().isPresent(),
        upgrade);
  }
}
