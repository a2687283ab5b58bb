package dev.switchboard.http;

import dev.switchboard.http.UpstreamException.Kind;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
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
  private final UpstreamConfig config;
  private final UpstreamTls tls;
  private final Executor lookups;

  UpstreamConnector(
      Transport transport,
      UpstreamPool pool,
      UpstreamConfig config,
      UpstreamTls tls,
      Executor lookups) {
    this.transport = transport;
    this.pool = pool;
    this.config = config;
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
    Optional<ProxySettings.Proxy> proxy = route.proxy();
    // Behind a proxy the host's name is the proxy's business, unless its address must be checked.
    List<InetAddress> hosts =
        proxy.isEmpty() || route.pinned() ? permitted(route, call, deadline) : List.of();
    List<InetAddress> next =
        proxy.isEmpty() ? hosts : addresses(proxy.get().host(), call, deadline);
    String tunnelHost = hosts.isEmpty() ? route.host() : hosts.getFirst().getHostAddress();
    UpstreamException last = new UpstreamException(Kind.DNS, route + ": no address");
    for (InetAddress address : next) {
      try {
        return secure(route, open(route, address, call, deadline), call, tunnelHost);
      } catch (UpstreamException e) {
        last = e;
        if (e.kind() != Kind.CONNECT_REFUSED) {
          throw e;
        }
      }
    }
    throw last;
  }

  private List<InetAddress> permitted(Route route, UpstreamCall call, long deadline) {
    List<InetAddress> found = addresses(route.host(), call, deadline);
    if (config.policy().isPresent()) {
      for (InetAddress address : found) {
        if (!config.policy().get().allows(address)) {
          throw new UpstreamException(
              Kind.ADDRESS_REFUSED,
              route.host() + ": not a public address (expected: a host on the internet)");
        }
      }
    }
    return found;
  }

  private List<InetAddress> addresses(String host, UpstreamCall call, long deadline) {
    CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
    lookups.execute(() -> {
      try {
        found.complete(config.resolver().resolve(host));
      } catch (UnknownHostException | RuntimeException e) {
        found.completeExceptionally(new UpstreamException(Kind.DNS, host + ": not resolved"));
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
  private UpstreamConnection secure(
      Route route, UpstreamConnection connection, UpstreamCall call, String tunnelHost) {
    if (!route.tls() && !route.isTunnelled()) {
      return connection;
    }
    long deadline = System.nanoTime() + call.request().deadlines().tls().toNanos();
    CompletableFuture<UpstreamConnection> ready = new CompletableFuture<>();
    connection.onLoop(channel -> {
      if (route.isTunnelled()) {
        tunnel(route, channel, connection, tunnelHost, ready);
      } else {
        handshake(route, channel, connection, ready);
      }
    });
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
      String tunnelHost,
      CompletableFuture<UpstreamConnection> ready) {
    ProxyTunnel tunnel =
        new ProxyTunnel(
            route,
            transport.state(channel),
            failure -> {
              if (failure != null) {
                ready.completeExceptionally(failure);
              } else if (route.tls()) {
                handshake(route, channel, connection, ready);
              } else {
                ready.complete(connection);
              }
            });
    channel.pipeline().addFirst(tunnel);
    tunnel.ask(channel, tunnelHost);
  }

  private void handshake(
      Route route,
      Channel channel,
      UpstreamConnection connection,
      CompletableFuture<UpstreamConnection> ready) {
    SslHandler handler =
        tls.context()
            .newHandler(
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
