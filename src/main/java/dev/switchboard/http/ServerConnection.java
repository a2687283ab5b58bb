package dev.switchboard.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One caller's connection: takes requests one after the other, hands each to a thread, sees the
 * answer out. Everything here runs on the connection's event loop, except where said otherwise.
 *
 * <p>Requests that arrive while one is being answered wait, unread beyond a bound. Reading goes on
 * during an exchange, which is how a caller's leaving is noticed at once.
 */
final class ServerConnection extends ChannelInboundHandlerAdapter {
  /** A body up to this size is awaited before its handler starts, which saves a wake-up. */
  private static final int AWAITED_BODY_BYTES = 64 * 1024;

  /** An unread rest of a body up to this size is skipped, so that the connection can be kept. */
  private static final int SKIPPED_BODY_BYTES = 64 * 1024;

  /** Most bytes of later requests held while one is answered. */
  private static final int PIPELINED_BYTES = 64 * 1024;

  /** A body may always take this long per KiB, on top of the read timeout. */
  private static final long NANOS_PER_BODY_KIB = TimeUnit.SECONDS.toNanos(1);

  private final HttpServer server;
  private final LoopState state;
  private final Channel channel;
  private final HeadParser parser;
  private final ServerOutput output;
  private final LoopState.Watch watch;
  private @Nullable ByteBuf unread;
  private @Nullable ServerExchange current;

  /** Present while the current request's body is not whole. */
  private @Nullable BodyDecoder body;

  private HttpServer.Welcome welcome = HttpServer.Welcome.CUT;
  private boolean dispatched;
  private boolean answered;
  private boolean continueOwed;
  private boolean draining;
  private boolean consuming;

  /** When the connection went idle, or the current request began. */
  private long sinceNanos;

  private long lastReadNanos;

  ServerConnection(HttpServer server, LoopState state, Channel channel) {
    this.server = server;
    this.state = state;
    this.channel = channel;
    parser = new HeadParser(server.config().headerLimit(), state.headScratch);
    output = new ServerOutput(this, state, channel);
    sinceNanos = System.nanoTime();
    lastReadNanos = sinceNanos;
    watch = state.watch(this::tick);
  }

  // What other threads may call.

  ServerConfig config() {
    return server.config();
  }

  BodyBudget bodies() {
    return server.bodies();
  }

  ThreadFactory threads() {
    return server.threads();
  }

  EventLoop loop() {
    return channel.eventLoop();
  }

  ServerOutput output() {
    return output;
  }

  /** Runs the handler; called on the exchange's own thread. */
  void serve(ServerExchange exchange) {
    server.serve(exchange);
  }

  InetSocketAddress remoteAddress() {
    return (InetSocketAddress) channel.remoteAddress();
  }

  /** Goes on to take in a body whose handler has asked for it. */
  void expectBody(ServerExchange exchange) {
    loop()
        .execute(() -> {
          if (exchange != current || output.isClosing()) {
            return;
          }
          lastReadNanos = System.nanoTime();
          if (continueOwed) {
            continueOwed = false;
            output.sendContinue();
          }
          regulate();
        });
  }

  /** Finishes what is running, answers nothing more, closes. */
  void drain() {
    loop()
        .execute(() -> {
          draining = true;
          ServerExchange exchange = current;
          WebSocketSession socket = exchange == null ? null : exchange.socket();
          if (socket != null) {
            socket.goAway();
          } else if (exchange == null && !output.isClosing()) {
            output.shut();
          }
        });
  }

  void closeNow() {
    loop().execute(output::shut);
  }

  /** What will carry a session on this connection. */
  WebSocketChannel carrier(WebSocketSession session, WebSocketSettings settings) {
    WebSocketChannel carrier =
        new WebSocketChannel(state, channel, session, settings, /* server= */ true);
    session.attach(carrier);
    return carrier;
  }

  // Reading.

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    lastReadNanos = System.nanoTime();
    if (output.isClosing()) {
      in.release();
      return;
    }
    ByteBuf earlier = unread;
    unread = earlier == null ? in : append(earlier, in);
    consume();
  }

  private ByteBuf append(ByteBuf earlier, ByteBuf in) {
    ByteBuf joined = earlier;
    if (earlier.refCnt() > 1 || earlier.writableBytes() < in.readableBytes()) {
      int length = earlier.readableBytes() + in.readableBytes();
      joined = channel.alloc().buffer(Math.max(2 * earlier.readableBytes(), length));
      joined.writeBytes(earlier);
      earlier.release();
    }
    joined.writeBytes(in);
    in.release();
    return joined;
  }

  /** Works through what has arrived, as far as it may. */
  private void consume() {
    ByteBuf in = unread;
    if (in == null || consuming) {
      return;
    }
    consuming = true;
    try {
      while (in.isReadable() && !output.isClosing() && step(in)) {}
    } catch (ProtocolException e) {
      refuse(e.status(), StatusLine.malformed(e));
    } finally {
      consuming = false;
    }
    if (output.isClosing() || !in.isReadable()) {
      in.release();
      unread = null;
    }
    regulate();
  }

  /** Stops reading where more bytes than are wanted would pile up, and starts it again. */
  private void regulate() {
    ByteBuf held = unread;
    ServerExchange exchange = current;
    boolean waits = exchange != null || !channel.isWritable();
    boolean pipelined = held != null && waits && held.readableBytes() >= PIPELINED_BYTES;
    boolean unasked = body != null && exchange != null && !exchange.wantsBody();
    channel.config().setAutoRead(output.isClosing() || !(pipelined || unasked));
  }

  /** Takes one part of a message; false if it must wait for more bytes or for an answer. */
  private boolean step(ByteBuf in) throws ProtocolException {
    BodyDecoder decoder = body;
    ServerExchange exchange = current;
    if (decoder != null && exchange != null) {
      return stepBody(in, decoder, exchange);
    }
    if (exchange != null || !channel.isWritable()) {
      return false;
    }
    if (!parser.hasStarted()) {
      sinceNanos = lastReadNanos;
    }
    HeadParser.Head head = parser.read(in);
    if (head == null) {
      return false;
    }
    begin(RequestHead.of(head), in.isReadable());
    return true;
  }

  private boolean stepBody(ByteBuf in, BodyDecoder decoder, ServerExchange exchange)
      throws ProtocolException {
    continueOwed = false;
    decoder.read(in, exchange);
    if (decoder.isDone()) {
      body = null;
      exchange.bodyArrived();
      if (answered) {
        next();
      } else {
        dispatch(exchange);
      }
      return true;
    }
    if (exchange.isRefused() || !isAwaited(exchange.head())) {
      dispatch(exchange);
    }
    return false;
  }

  private void begin(RequestHead head, boolean moreArrived) {
    ServerExchange exchange = new ServerExchange(this, head);
    BodyDecoder decoder = head.bodyDecoder();
    current = exchange;
    body = decoder.isDone() ? null : decoder;
    dispatched = false;
    answered = false;
    continueOwed = head.expectsContinue();
    if (decoder.isDone()
        || exchange.isRefused()
        || continueOwed
        || (!moreArrived && !isAwaited(head))) {
      dispatch(exchange);
    }
  }

  private static boolean isAwaited(RequestHead head) {
    return head.contentLength() != RequestHead.CHUNKED
        && head.contentLength() <= AWAITED_BODY_BYTES;
  }

  private void dispatch(ServerExchange exchange) {
    if (!dispatched) {
      dispatched = true;
      server.dispatch(exchange);
    }
  }

  // Answers; called by the output.

  boolean isCurrent(ServerExchange exchange) {
    return exchange == current && !answered;
  }

  /** Whether the connection can carry another request after this one. */
  boolean canKeep(ServerExchange exchange) {
    BodyDecoder rest = body;
    return exchange.head().keepAlive()
        && !draining
        && !continueOwed
        && !exchange.isRefused()
        && (rest == null || rest.remaining() <= SKIPPED_BODY_BYTES);
  }

  /** Whether bytes of the caller are still under way or unread. */
  boolean isOwedBytes() {
    return body != null || unread != null;
  }

  /** The whole answer is on its way. */
  void answered(ServerExchange exchange, boolean keep) {
    answered = true;
    exchange.complete();
    if (!keep) {
      output.finish(isOwedBytes());
    } else if (body == null) {
      next();
      consume();
    } else {
      regulate();
    }
  }

  /** Answers 101; from here on the connection is a WebSocket, ours only to close. */
  void upgrade(ServerExchange exchange, Headers fields, WebSocketChannel carrier) {
    if (exchange != current || output.isClosing() || !channel.isActive()) {
      carrier.abandon();
      return;
    }
    output.switchProtocols(fields);
    ByteBuf early = unread;
    unread = null;
    carrier.takeOver(early);
    if (early != null) {
      early.release();
    }
    WebSocketSession socket = exchange.socket();
    if (draining && socket != null) {
      socket.goAway();
    }
  }

  private void next() {
    current = null;
    sinceNanos = System.nanoTime();
    if (draining) {
      output.finish(false);
    }
  }

  /** Answers for a request that cannot be served, and gives the connection up. */
  private void refuse(int status) {
    refuse(status, StatusLine.plainBody(status));
  }

  private void refuse(int status, byte[] body) {
    ServerExchange exchange = current;
    boolean begun = exchange != null && (answered || output.hasBegun());
    if (exchange != null) {
      exchange.callerGone();
    }
    if (begun) {
      output.shut();
    } else {
      output.refuse(status, body);
    }
  }

  // The connection's own events.

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    output.writabilityChanged();
    ServerExchange exchange = current;
    if (exchange != null && !answered) {
      output.pump(exchange);
    }
    consume();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    welcome = server.opened(this);
    switch (welcome) {
      case SERVED -> {}
      case REFUSED -> output.refuse(503, StatusLine.plainBody(503));
      case CUT -> output.shut();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    state.unwatch(watch);
    ByteBuf in = unread;
    if (in != null) {
      in.release();
      unread = null;
    }
    ServerExchange exchange = current;
    if (exchange != null && !answered) {
      exchange.callerGone();
    }
    if (exchange != null && !dispatched) {
      exchange.release();
    }
    server.closed(this, welcome);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    server.failed(cause);
    output.shut();
  }

  private void tick(long now) {
    ServerConfig config = server.config();
    long idleNanos = config.idleTimeout().toNanos();
    long readNanos = config.requestReadTimeout().toNanos();
    ServerExchange exchange = current;
    output.tick(now);
    if (output.isOverdue(now, lastReadNanos, idleNanos)) {
      output.shut();
    } else if (output.isClosing()) {
      return;
    } else if (exchange == null) {
      boolean headBegun = parser.hasStarted();
      if (headBegun && now - sinceNanos > readNanos) {
        refuse(408);
      } else if (!headBegun && now - sinceNanos > idleNanos) {
        output.shut();
      }
    } else if (body != null && !continueOwed && exchange.isArriving()) {
      long allowed = readNanos + (exchange.received() >> 10) * NANOS_PER_BODY_KIB;
      if (now - lastReadNanos > readNanos || now - sinceNanos > allowed) {
        refuse(408);
      }
    }
  }
}
