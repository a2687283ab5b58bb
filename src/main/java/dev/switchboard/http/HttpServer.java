package dev.switchboard.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listening socket and the connections it has accepted. */
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  private final Transport transport;
  private final ServerConfig config;
  private final Handler handler;
  private final Channel listener;
  private final @Nullable SslContext tls;

  /** Guarded by itself, which is also notified when it may have become quiet. */
  private final Set<ServerConnection> connections = new HashSet<>();

  /** How many of them are not being turned away; guarded by the set. */
  private int served;

  private final BodyBudget bodies;
  private final AtomicInteger running = new AtomicInteger();
  private volatile boolean closing;

  private HttpServer(Transport transport, ServerConfig config, Handler handler) {
    this.transport = transport;
    this.config = config;
    this.handler = handler;
    this.bodies = new BodyBudget(config.maxHeldBodyBytes());
    this.tls = config.tls().map(HttpServer::context).orElse(null);
    int pending = config.maxPendingBytes();
    var bound =
        transport
            .serverBootstrap()
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(pending / 2, pending))
            .childHandler(new Accept(this::accept))
            .bind(config.host(), config.port())
            .awaitUninterruptibly();
    Throwable failure = bound.cause();
    if (failure != null) {
      throw bindException(config, failure);
    }
    listener = bound.channel();
  }

  /**
   * Starts to listen.
   *
   * @throws BindException if the address cannot be taken; {@link BindException#isPortInUse} tells
   *     whether another process has it
   * @throws IllegalArgumentException if the certificate or key cannot be read
   */
  public static HttpServer start(Transport transport, ServerConfig config, Handler handler) {
    return new HttpServer(transport, config, handler);
  }

  /** The port it listens on. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** How many callers are connected, those being turned away not counted. */
  public int openConnections() {
    synchronized (connections) {
      return served;
    }
  }

  /** How many handlers are running. */
  public int runningExchanges() {
    return running.get();
  }

  /**
   * Stops: accepts nothing more, closes idle connections, lets running exchanges finish, then cuts
   * what is left. Returns when every handler has returned, or a little after {@code grace}.
   *
   * @param grace how long running exchanges may take
   */
  public void close(Duration grace) {
    closing = true;
    listener.close().awaitUninterruptibly();
    snapshot().forEach(ServerConnection::drain);
    if (!awaitQuiet(grace)) {
      snapshot().forEach(ServerConnection::closeNow);
      boolean quiet = awaitQuiet(Duration.ofSeconds(2));
      LOG.atWarn()
          .addKeyValue("graceMillis", grace.toMillis())
          .addKeyValue("handlersReturned", quiet)
          .log("connections cut at shutdown");
    }
  }

  /** Stops at once. */
  @Override
  public void close() {
    close(Duration.ZERO);
  }

  /** How many bytes of request bodies are held. */
  public long heldBodyBytes() {
    return bodies.held();
  }

  BodyBudget bodies() {
    return bodies;
  }

  ServerConfig config() {
    return config;
  }

  ThreadFactory threads() {
    return transport.exchangeThreads();
  }

  void dispatch(ServerExchange exchange) {
    running.incrementAndGet();
    threads().newThread(exchange).start();
  }

  /** Runs the handler and answers for it where it did not; on the exchange's own thread. */
  void serve(ServerExchange exchange) {
    try {
      handler.handle(exchange);
      settle(exchange);
    } catch (Throwable e) {
      if (exchange.isCallerGone()
          || e instanceof CallerGoneException
          || e instanceof WebSocketException) {
        LOG.debug("{} {}: caller gone, {}", exchange.method(), exchange.path(), e.toString());
        exchange.cut();
      } else {
        LOG.error("{} {}: handler failed", exchange.method(), exchange.path(), e);
        answerFor(exchange);
      }
    } finally {
      exchange.release();
      running.decrementAndGet();
      if (closing) {
        signal();
      }
    }
  }

  private static void settle(ServerExchange exchange) {
    WebSocketSession socket = exchange.socket();
    if (socket != null) {
      socket.close();
      exchange.complete();
      return;
    }
    boolean open = exchange.openStream() != null;
    if (exchange.isCallerGone() || (exchange.isAnswered() && !open)) {
      return;
    }
    LOG.error(
        "{} {}: handler {}",
        exchange.method(),
        exchange.path(),
        open ? "left its stream open" : "gave no answer");
    answerFor(exchange);
  }

  private static void answerFor(ServerExchange exchange) {
    WebSocketSession socket = exchange.socket();
    if (socket != null) {
      socket.close(WebSocketClose.INTERNAL_ERROR, "the server failed");
      exchange.complete();
    } else if (exchange.isAnswered() || exchange.isCallerGone()) {
      exchange.cut();
    } else {
      exchange.respond(
          500, Headers.of("Content-Type", "application/json"), StatusLine.plainBody(500));
    }
  }

  void closed(ServerConnection connection, Welcome welcome) {
    synchronized (connections) {
      connections.remove(connection);
      served -= welcome == Welcome.SERVED ? 1 : 0;
      connections.notifyAll();
    }
  }

  void failed(Throwable cause) {
    if (cause instanceof IOException || cause.getCause() instanceof SSLException) {
      LOG.debug("connection failed: {}", cause.toString());
    } else {
      LOG.warn("connection failed", cause);
    }
  }

  private void accept(Channel channel) {
    ServerConnection connection = new ServerConnection(this, transport.state(channel), channel);
    if (tls != null) {
      channel.pipeline().addLast(tls.newHandler(channel.alloc(), threadPerTask()));
    }
    channel.pipeline().addLast(connection);
  }

  /** What becomes of a new connection. */
  enum Welcome {
    SERVED,
    /** Told that there are too many. */
    REFUSED,
    /** Closed without a word, as even those that are told so are too many. */
    CUT
  }

  Welcome opened(ServerConnection connection) {
    synchronized (connections) {
      connections.add(connection);
      int all = connections.size();
      if (closing || all > 2 * config.maxConnections()) {
        return Welcome.CUT;
      }
      if (served >= config.maxConnections()) {
        return Welcome.REFUSED;
      }
      served++;
      return Welcome.SERVED;
    }
  }

  private Executor threadPerTask() {
    return task -> threads().newThread(task).start();
  }

  private List<ServerConnection> snapshot() {
    synchronized (connections) {
      return new ArrayList<>(connections);
    }
  }

  private void signal() {
    synchronized (connections) {
      connections.notifyAll();
    }
  }

  private boolean awaitQuiet(Duration bound) {
    long deadline = System.nanoTime() + bound.toNanos();
    synchronized (connections) {
      while (!connections.isEmpty() || running.get() > 0) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        try {
          TimeUnit.NANOSECONDS.timedWait(connections, left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
      return true;
    }
  }

  private static SslContext context(TlsFiles files) {
    try {
      return SslContextBuilder.forServer(
              files.certificateChain().toFile(), files.privateKey().toFile())
          .sslProvider(SslProvider.JDK)
          .build();
    } catch (IllegalArgumentException | SSLException e) {
      throw new IllegalArgumentException(
          "TLS files: %s, %s cannot be used (expected: a PEM certificate chain and its PKCS#8 key)"
              .formatted(files.certificateChain(), files.privateKey()),
          e);
    }
  }

  private static BindException bindException(ServerConfig config, Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    boolean inUse = message.contains("in use") || message.contains("EADDRINUSE");
    boolean unknown = failure instanceof UnresolvedAddressException;
    String reason = unknown ? "no such host" : inUse ? "another process has this port" : message;
    return new BindException(
        "cannot listen on " + config.host() + ":" + config.port() + ": " + reason, inUse, failure);
  }

  /** Sets up accepted channels. */
  private static final class Accept extends ChannelInitializer<Channel> {
    private final Consumer<Channel> setup;

    Accept(Consumer<Channel> setup) {
      this.setup = setup;
    }

    @Override
    protected void initChannel(Channel channel) {
      setup.accept(channel);
    }
  }
}
