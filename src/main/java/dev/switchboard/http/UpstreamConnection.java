package dev.switchboard.http;

import dev.switchboard.http.UpstreamException.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an upstream server or to the proxy before it: carries one call after the other.
 * Runs on its event loop, except where said otherwise.
 */
final class UpstreamConnection extends ChannelInboundHandlerAdapter {
  private static final int HEAD_LIMIT = 64 * 1024;

  private final UpstreamPool pool;
  private final Route route;
  private final LoopState state;
  private final Channel channel;
  private final HeadParser parser;
  private final LoopState.Watch watch;
  private @Nullable UpstreamCall current;
  private @Nullable BodyDecoder body;
  private @Nullable ByteBuf unread;
  private @Nullable BodyPump pump;
  private boolean keepAlive;
  private boolean reused;
  private boolean responded;

  /** Whether the peer said goodbye as TLS wants it. */
  private boolean tlsClosed;

  private boolean broken;
  private long sinceNanos;

  UpstreamConnection(UpstreamPool pool, Route route, LoopState state, Channel channel) {
    this.pool = pool;
    this.route = route;
    this.state = state;
    this.channel = channel;
    parser = new HeadParser(HEAD_LIMIT, state.headScratch);
    sinceNanos = System.nanoTime();
    watch = state.watch(this::tick);
  }

  // What other threads may call.

  Route route() {
    return route;
  }

  boolean isUsable() {
    return channel.isActive();
  }

  /** Sends a call's request. */
  void start(UpstreamCall call) {
    channel.eventLoop().execute(() -> send(call));
  }

  /** Stops reading for this call until {@link #resume}. */
  void pause(UpstreamCall call) {
    if (call == current) {
      channel.config().setAutoRead(false);
    }
  }

  void resume(UpstreamCall call) {
    channel
        .eventLoop()
        .execute(() -> {
          if (call == current) {
            channel.config().setAutoRead(true);
          }
        });
  }

  /** Closes the connection if it still carries this call. */
  void abandon(UpstreamCall call) {
    channel
        .eventLoop()
        .execute(() -> {
          if (call == current) {
            shut();
          }
        });
  }

  void onLoop(Consumer<Channel> action) {
    channel.eventLoop().execute(() -> action.accept(channel));
  }

  void close() {
    channel.eventLoop().execute(this::shut);
  }

  // Sending.

  private void send(UpstreamCall call) {
    if (!channel.isActive()) {
      call.stale();
      return;
    }
    if (call.isOver()) {
      // Given up before it began; nothing was sent, so the connection is as good as before.
      pool.release(this);
      return;
    }
    current = call;
    body = null;
    responded = false;
    sinceNanos = System.nanoTime();
    ByteBuf out = UpstreamWire.encode(call.request(), route, state.headWriter, channel.alloc());
    var _ = channel.writeAndFlush(out, channel.voidPromise());
    byte[] bytes = call.request().body();
    if (bytes.length > BodyPump.WHOLE_BYTES) {
      pump = new BodyPump(channel, bytes);
      pump();
    }
  }

  private void pump() {
    BodyPump active = pump;
    // Writing may call back here, so that an inner call has finished the body.
    if (active != null && active.pump() && pump == active) {
      pump = null;
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    pump();
  }

  // Receiving.

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    UpstreamCall call = current;
    if (call == null) {
      // Nobody asked: a server that gives notice before it closes, or one that is confused.
      in.release();
      shut();
      return;
    }
    responded = true;
    ByteBuf earlier = unread;
    if (earlier != null) {
      in = channel.alloc().buffer(earlier.readableBytes() + in.readableBytes());
      in.writeBytes(earlier).writeBytes((ByteBuf) message);
      earlier.release();
      ((ByteBuf) message).release();
      unread = null;
    }
    try {
      receive(in, call);
    } catch (ProtocolException e) {
      fail(call, UpstreamWire.malformed(e, route));
    } finally {
      if (in.isReadable() && current == call) {
        unread = in;
      } else {
        in.release();
      }
    }
  }

  private void receive(ByteBuf in, UpstreamCall call) throws ProtocolException {
    BodyDecoder decoder = body;
    while (decoder == null) {
      HeadParser.Head head = parser.read(in);
      if (head == null) {
        return;
      }
      int status = UpstreamWire.status(head);
      if (status >= 200) {
        keepAlive = UpstreamWire.keepsAlive(head);
        decoder = UpstreamWire.body(call.request().method(), status, head.headers());
        body = decoder;
        call.head(status, head.headers());
      } else if (status == 101) {
        upgrade(head.headers(), in, call);
        return;
      }
    }
    decoder.read(in, call);
    if (decoder.isDone()) {
      finish(call, !in.isReadable());
    }
  }

  /** From here on the connection is a WebSocket; the call stays, as the one who may give it up. */
  private void upgrade(Headers answer, ByteBuf in, UpstreamCall call) throws ProtocolException {
    WebSocketSettings settings = call.request().upgrade();
    if (settings == null) {
      throw new ProtocolException(502, "status: 101 (expected: no change of protocol)");
    }
    Optional<String> chosen = WebSocketHandshake.check(call.request().headers(), answer);
    WebSocketSession session =
        new WebSocketSession(
            chosen,
            settings,
            new BodyBudget(Long.MAX_VALUE).new Part(),
            Thread.ofVirtual().factory());
    WebSocketChannel carrier =
        new WebSocketChannel(state, channel, session, settings, /* server= */ false);
    session.attach(carrier);
    call.upgraded(answer, session);
    carrier.takeOver(in);
    in.skipBytes(in.readableBytes());
    call.wake();
  }

  private void finish(UpstreamCall call, boolean clean) {
    current = null;
    body = null;
    channel.config().setAutoRead(true);
    if (keepAlive && clean && pump == null) {
      reused = true;
      sinceNanos = System.nanoTime();
      pool.release(this);
    } else {
      shut();
    }
    // Last, so that whoever this wakes finds the connection in the pool.
    call.end();
    call.wake();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    UpstreamCall call = current;
    if (call != null && responded) {
      call.wake();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslCloseCompletionEvent closed && closed.isSuccess()) {
      tlsClosed = true;
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    broken = true;

    shut();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    state.unwatch(watch);
    pool.remove(this);
    UpstreamCall call = current;
    current = null;
    if (call != null) {
      ended(call);
    }
    ByteBuf in = unread;
    if (in != null) {
      in.release();
      unread = null;
    }
  }

  /** Decides what the end of the connection means for the call it carried. */
  private void ended(UpstreamCall call) {
    if (call.socket() != null) {
      call.end();
      return;
    }
    BodyDecoder decoder = body;
    boolean properly = !broken && (tlsClosed || !route.tls());
    if (decoder != null && decoder.endsWithConnection() && properly) {
      call.end();
      call.wake();
    } else if (decoder != null) {
      call.fail(new UpstreamException(Kind.CUT, route + ": connection ended within the body"));
    } else {
      call.fail(new UpstreamException(Kind.RESET, route + ": connection ended before a response"));
    }
  }

  private void fail(UpstreamCall call, UpstreamException reason) {
    current = null;
    call.fail(reason);
    shut();
  }

  private void tick(long now) {
    UpstreamCall call = current;
    if (call != null) {
      if (call.overdue(now)) {
        current = null;
        shut();
      }
    } else if (reused && now - sinceNanos > pool.idleNanos()) {
      shut();
    }
  }

  private void shut() {
    var _ = channel.close();
  }
}
