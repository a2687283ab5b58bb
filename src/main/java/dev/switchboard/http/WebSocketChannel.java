package dev.switchboard.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * A connection that has become a WebSocket: stands before the handler that spoke HTTP on it, takes
 * what is read, and leaves it the connection's end. Runs on its event loop, except where said
 * otherwise.
 */
final class WebSocketChannel extends ChannelInboundHandlerAdapter implements WebSocketDecoder.Sink {
  private final LoopState state;
  private final Channel channel;
  private final WebSocketSession session;
  private final WebSocketSettings settings;
  private final boolean server;
  private final WebSocketDecoder decoder;
  private final WebSocketEncoder encoder;
  private LoopState.@Nullable Watch watch;

  /** Set when the peer's closing frame has come, or bytes that make no sense. */
  private boolean deaf;

  private boolean closeSent;
  private long closingSinceNanos;
  private byte @Nullable [] pongOwed;

  /** Bytes of messages that the socket has not taken. */
  private long owed;

  private long startNanos;
  private long lastHeardNanos;
  private long lastMessageNanos;

  /** Zero unless an answer is awaited. */
  private long pingSentNanos;

  /** Zero unless the socket takes nothing. */
  private long stuckSinceNanos;

  WebSocketChannel(
      LoopState state,
      Channel channel,
      WebSocketSession session,
      WebSocketSettings settings,
      boolean server) {
    this.state = state;
    this.channel = channel;
    this.session = session;
    this.settings = settings;
    this.server = server;
    decoder = new WebSocketDecoder(server, settings.maxFrameBytes(), settings.maxMessageBytes());
    encoder = new WebSocketEncoder(server ? null : new SecureRandom());
  }

  // What other threads may call.

  void send(int opcode, byte[] bytes) {
    channel.eventLoop().execute(() -> write(opcode, bytes));
  }

  void askToClose(WebSocketClose close) {
    channel.eventLoop().execute(() -> sendClose(close));
  }

  /** Reads on after the reader has caught up. */
  void resume() {
    channel.eventLoop().execute(() -> channel.config().setAutoRead(true));
  }

  // Taking over.

  /** The connection was lost before it became a WebSocket. */
  void abandon() {
    session.gone();
  }

  /**
   * Takes the connection over from the handler that stands last in its pipeline.
   *
   * @param early what was read beyond the handshake, and remains the caller's; null for nothing
   */
  void takeOver(@Nullable ByteBuf early) {
    startNanos = System.nanoTime();
    lastHeardNanos = startNanos;
    lastMessageNanos = startNanos;
    watch = state.watch(this::tick);
    String speaker = channel.pipeline().lastContext().name();
    channel.pipeline().addBefore(speaker, null, this);
    channel.config().setAutoRead(true);
    if (early != null) {
      receive(early);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      receive(in);
    } finally {
      in.release();
    }
  }

  private void receive(ByteBuf in) {
    lastHeardNanos = System.nanoTime();
    pingSentNanos = 0;
    if (deaf) {
      return;
    }
    try {
      decoder.read(in, this);
    } catch (WebSocketFault e) {
      deaf = true;
      session.ended(e.close(), true);
      end(e.close());
    }
  }

  @Override
  public boolean room(int bytes) {
    return session.room(bytes);
  }

  @Override
  public void message(WebSocketMessage message) {
    lastMessageNanos = lastHeardNanos;
    if (!session.offer(message)) {
      channel.config().setAutoRead(false);
    }
  }

  @Override
  public void ping(byte[] payload) {
    if (channel.isWritable()) {
      control(WebSocketDecoder.PONG, payload);
    } else {
      // Only the latest needs an answer, so that a flood of them takes no memory.
      pongOwed = payload;
    }
  }

  @Override
  public void pong() {
    // That something came is all that matters.
  }

  @Override
  public void close(WebSocketClose how) {
    deaf = true;
    // First, so that whoever sees the end sees also how it came.
    session.ended(how, false);
    session.closing();
    boolean answered = closeSent;
    if (!answered) {
      sendClose(new WebSocketClose(how.code(), ""));
    }
    // The server is the one to end the connection.
    if (server) {
      var _ = channel.writeAndFlush(channel.alloc().buffer(0)).addListener(_ -> shut());
    }
  }

  // Sending.

  private void write(int opcode, byte[] bytes) {
    if (closeSent) {
      session.taken(bytes.length);
      return;
    }
    lastMessageNanos = System.nanoTime();
    put(opcode, bytes);
    if (channel.isWritable()) {
      session.taken(bytes.length);
    } else {
      owed += bytes.length;
    }
  }

  private void control(int opcode, byte[] payload) {
    if (!closeSent) {
      put(opcode, payload);
    }
  }

  private void put(int opcode, byte[] payload) {
    var _ =
        channel.writeAndFlush(
            encoder.frame(channel.alloc(), opcode, payload), channel.voidPromise());
  }

  /** Asks for the end, or agrees to it. */
  private void sendClose(WebSocketClose close) {
    session.closing();
    if (closeSent) {
      return;
    }
    control(WebSocketDecoder.CLOSE, WebSocketEncoder.closing(close));
    closeSent = true;
    closingSinceNanos = System.nanoTime();
    // What waits for a reader that wants no more must not hide the peer's closing frame.
    channel.config().setAutoRead(true);
  }

  /** Says why and ends our half: closing in the peer's face could destroy what it is told. */
  private void end(WebSocketClose why) {
    sendClose(why);
    var _ =
        channel
            .writeAndFlush(channel.alloc().buffer(0))
            .addListener(sent -> {
              SslHandler tls = channel.pipeline().get(SslHandler.class);
              if (!sent.isSuccess()) {
                shut();
              } else if (tls != null) {
                var _ = tls.closeOutbound();
              } else {
                var _ = ((DuplexChannel) channel).shutdownOutput();
              }
            });
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable()) {
      stuckSinceNanos = 0;
      long sent = owed;
      owed = 0;
      session.taken(sent);
      byte[] pong = pongOwed;
      pongOwed = null;
      if (pong != null) {
        control(WebSocketDecoder.PONG, pong);
      }
    } else {
      stuckSinceNanos = System.nanoTime();
    }
    ctx.fireChannelWritabilityChanged();
  }

  // The end.

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    LoopState.Watch watched = watch;
    if (watched != null) {
      state.unwatch(watched);
    }
    session.gone();
    ctx.fireChannelInactive();
  }

  private void tick(long now) {
    if (closeSent) {
      if (now - closingSinceNanos > settings.closeWithin().toNanos()) {
        shut();
      }
    } else if (now - startNanos > settings.total().toNanos()) {
      expire("the session has lasted for its " + settings.total().toSeconds() + " s");
    } else if (now - lastMessageNanos > settings.idle().toNanos()) {
      expire("no message for " + settings.idle().toSeconds() + " s");
    } else if (stuckSinceNanos != 0 && now - stuckSinceNanos > settings.idle().toNanos()) {
      lost("the peer takes nothing");
    } else if (!channel.config().isAutoRead()) {
      // Not listened to, so that its silence says nothing.
      lastHeardNanos = now;
      pingSentNanos = 0;
    } else if (pingSentNanos != 0) {
      if (now - pingSentNanos > settings.pongWithin().toNanos()) {
        lost("no answer to a ping in time");
      }
    } else if (now - lastHeardNanos > settings.pingEvery().toNanos()) {
      pingSentNanos = now;
      control(WebSocketDecoder.PING, new byte[0]);
    }
  }

  private void expire(String why) {
    WebSocketClose close = new WebSocketClose(WebSocketClose.GOING_AWAY, why);
    session.ended(close, true);
    sendClose(close);
  }

  private void lost(String why) {
    session.ended(new WebSocketClose(WebSocketClose.ABNORMAL, why), true);
    shut();
  }

  private void shut() {
    var _ = channel.close();
  }
}
