package dev.switchboard.http;

import dev.switchboard.http.UpstreamException.Kind;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Opens connections: address, socket, proxy, TLS, each under its deadline. Blocking. */
final class UpstreamConnector {
  private final Transport transport;
  private final UpstreamPool pool;
  private final Resolver resolver;
  private final SslContext tls;
  private final Executor lookups;

  UpstreamConnector(
      Transport transport, UpstreamPool pool, Resolver resolver, SslContext tls, Executor lookups) {
    this.transport = transport;
    this.pool = pool;
    this.resolver = resolver;
    this.tls = tls;
    this.lookups = lookups;
  }

  /**
   * Opens a connection, trying one address after the other.
   *
   * @throws UpstreamException if that fails, takes too long, or the call is cancelled meanwhile
   */
  UpstreamConnection connect(Route route, UpstreamCall call) {
    long deadline = System.nanoTime() + call.request().deadlines().connect().toNanos();
    UpstreamException last = new UpstreamException(Kind.DNS, route + ": no address");
    for (InetAddress address : addresses(route, call, deadline)) {
      try {
        return secure(route, open(route, address, call, deadline), call);
      } catch (UpstreamException e) {
        last = e;
        if (e.kind() != Kind.CONNECT_REFUSED) {
          throw e;
        }
      }
    }
    throw last;
  }

  private List<InetAddress> addresses(Route route, UpstreamCall call, long deadline) {
    String host = route.proxy().map(ProxySettings.Proxy::host).orElse(route.host());
    CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
    lookups.execute(() -> {
      try {
        found.complete(resolver.resolve(host));
      } catch (UnknownHostException | RuntimeException e) {
        found.completeExceptionally(
            new UpstreamException(Kind.DNS, host + ": not resolved: " + e.getMessage()));
      }
    });
    return await(
        found, deadline, call, new UpstreamException(Kind.DNS, host + ": not resolved in time"));
  }

  private UpstreamConnection open(
      Route route, InetAddress address, UpstreamCall call, long deadline) {
    int port = route.proxy().map(ProxySettings.Proxy::port).orElse(route.port());
    String where = route + " (" + address.getHostAddress() + ")";
    CompletableFuture<UpstreamConnection> opened = new CompletableFuture<>();
    // The handler is added when the socket is open; until then nothing can be read.
    ChannelFuture connecting =
        transport
            .clientBootstrap()
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
            .handler(new ChannelInboundHandlerAdapter())
            .connect(new InetSocketAddress(address, port));
    connecting.addListener(done -> {
      Channel channel = connecting.channel();
      if (!done.isSuccess()) {
        opened.completeExceptionally(
            new UpstreamException(Kind.CONNECT_REFUSED, where + ": not connected"));
        return;
      }
      UpstreamConnection connection =
          new UpstreamConnection(pool, route, transport.state(channel), channel);
      channel.pipeline().addLast(connection);
      if (!opened.complete(connection)) {
        connection.close();
      }
    });
    try {
      return await(
          opened,
          deadline,
          call,
          new UpstreamException(Kind.CONNECT_TIMEOUT, where + ": not connected in time"));
    } finally {
      if (!opened.isDone() || opened.isCompletedExceptionally()) {
        connecting.cancel(false);
      }
    }
  }

  /** Asks the proxy to let us through, and speaks TLS, where the route wants it. */
  private UpstreamConnection secure(Route route, UpstreamConnection connection, UpstreamCall call) {
    if (!route.tls()) {
      return connection;
    }
    long deadline = System.nanoTime() + call.request().deadlines().tls().toNanos();
    CompletableFuture<UpstreamConnection> ready = new CompletableFuture<>();
    connection.onLoop(channel -> tunnel(route, channel, connection, ready));
    try {
      return await(
          ready, deadline, call, new UpstreamException(Kind.TLS, route + ": no TLS in time"));
    } catch (UpstreamException e) {
      connection.close();
      throw e;
    }
  }

  private void tunnel(
      Route route,
      Channel channel,
      UpstreamConnection connection,
      CompletableFuture<UpstreamConnection> ready) {
    if (route.proxy().isEmpty()) {
      handshake(route, channel, connection, ready);
      return;
    }
    ProxyTunnel tunnel =
        new ProxyTunnel(
            route,
            transport.state(channel),
            failure -> {
              if (failure == null) {
                handshake(route, channel, connection, ready);
              } else {
                ready.completeExceptionally(failure);
              }
            });
    channel.pipeline().addFirst(tunnel);
    tunnel.ask(channel);
  }

  private void handshake(
      Route route,
      Channel channel,
      UpstreamConnection connection,
      CompletableFuture<UpstreamConnection> ready) {
    SslHandler handler =
        tls.newHandler(
            channel.alloc(),
            route.host(),
            route.port(),
            task -> transport.exchangeThreads().newThread(task).start());
    handler.setHandshakeTimeoutMillis(0);
    handler
        .handshakeFuture()
        .addListener(done -> {
          if (done.isSuccess()) {
            ready.complete(connection);
          } else {
            ready.completeExceptionally(
                new UpstreamException(Kind.TLS, route + ": " + reason(done.cause())));
          }
        });
    channel.pipeline().addFirst(handler);
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  private static <T> T await(
      CompletableFuture<T> future, long deadline, UpstreamCall call, UpstreamException late) {
    call.awaits(future);
    long left = deadline - System.nanoTime();
    long total = call.totalLeft();
    try {
      return future.get(Math.max(0, Math.min(left, total)), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      future.cancel(false);
      throw total < left
          ? new UpstreamException(Kind.TOTAL_TIMEOUT, late.getMessage() + " of the whole call")
          : late;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      call.cancel();
      throw call.cancelled();
    } catch (CancellationException e) {
      throw call.cancelled();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UpstreamException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
