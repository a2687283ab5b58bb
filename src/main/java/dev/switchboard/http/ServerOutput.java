package dev.switchboard.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a caller's connection: answers, pieces of streams, and the ways a connection
 * ends. Confined to the connection's event loop.
 */
final class ServerOutput {
  /** How long a caller may go on sending after the last answer of a connection. */
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** How long it may be silent meanwhile. */
  private static final long LINGER_SILENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final Headers JSON = Headers.of("Content-Type", "application/json");
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final ServerConnection connection;
  private final LoopState state;
  private final Channel channel;

  /** Whether bytes of the current answer have been written. */
  private boolean begun;

  /** Whether the current answer, a stream, can be followed by another. */
  private boolean keep;

  private boolean chunked;
  private @Nullable BodyPump pump;
  private boolean closing;
  private long closingSinceNanos;
  private long stuckSinceNanos;

  /** The stream whose bytes wait for the socket, and how many. */
  private @Nullable ServerResponseStream owing;

  private long owed;

  /** The stream whose silence is filled, and with what. */
  private @Nullable ServerResponseStream quiet;

  private byte[] filler = {};
  private long lastPieceNanos;

  ServerOutput(ServerConnection connection, LoopState state, Channel channel) {
    this.connection = connection;
    this.state = state;
    this.channel = channel;
  }

  boolean hasBegun() {
    return begun;
  }

  /** Whether nothing more will be answered; what still arrives is thrown away. */
  boolean isClosing() {
    return closing;
  }

  void sendContinue() {
    write(Unpooled.wrappedBuffer(ResponseHead.CONTINUE));
  }

  void switchProtocols(Headers fields) {
    begun = true;
    HeadWriter head = state.headWriter.start().raw(StatusLine.of(101)).raw(state.dateLine());
    for (int i = 0; i < fields.size(); i++) {
      head.field(fields.name(i), fields.value(i));
    }
    head.crlf();
    ByteBuf out = channel.alloc().directBuffer(head.length());
    head.writeTo(out);
    write(out);
  }

  void sendWhole(ServerExchange exchange, int status, Headers headers, byte[] body) {
    if (closing || !connection.isCurrent(exchange)) {
      return;
    }
    boolean keepOpen = connection.canKeep(exchange);
    write(whole(exchange.head(), keepOpen, status, headers, body));
    if (body.length > BodyPump.WHOLE_BYTES && ResponseHead.hasBody(exchange.head(), status)) {
      begun = true;
      keep = keepOpen;
      pump = new BodyPump(channel, body);
      pump(exchange);
    } else {
      connection.answered(exchange, keepOpen);
    }
  }

  /** Sends more of a large body, if there is one. */
  void pump(ServerExchange exchange) {
    BodyPump active = pump;
    // Writing may call back here, so that an inner call has finished the body.
    if (active != null && active.pump() && pump == active) {
      pump = null;
      begun = false;
      connection.answered(exchange, keep && connection.canKeep(exchange));
    }
  }

  private ByteBuf whole(
      RequestHead request, boolean keepOpen, int status, Headers headers, byte[] body) {
    HeadWriter head = ResponseHead.whole(state, request, keepOpen, status, headers);
    if (status == 204 || status == 304) {
      head.crlf();
    } else {
      ResponseHead.endWithLength(head, body.length);
    }
    boolean copied = body.length <= BodyPump.WHOLE_BYTES && ResponseHead.hasBody(request, status);
    int bodyLength = copied ? body.length : 0;
    ByteBuf out = channel.alloc().directBuffer(head.length() + bodyLength);
    head.writeTo(out);
    return out.writeBytes(body, 0, bodyLength);
  }

  void sendPiece(ServerResponseStream stream, byte[] piece, boolean last) {
    ServerExchange exchange = stream.exchange();
    if (closing || !connection.isCurrent(exchange)) {
      stream.taken(piece.length);
      return;
    }
    lastPieceNanos = System.nanoTime();
    boolean hasBody = ResponseHead.hasBody(exchange.head(), stream.status());
    HeadWriter head = state.headWriter.start();
    if (stream.takeHead()) {
      chunked = hasBody && exchange.head().isHttp11();
      keep = connection.canKeep(exchange) && (chunked || !hasBody);
      head = ResponseHead.whole(state, exchange.head(), keep, stream.status(), stream.headers());
      ResponseHead.endWithChunks(head, chunked);
    }
    int length = hasBody ? piece.length : 0;
    if (chunked && length > 0) {
      head.hexadecimal(length).crlf();
    }
    ByteBuf out = channel.alloc().directBuffer(head.length() + length + 2 + LAST_CHUNK.length);
    head.writeTo(out);
    out.writeBytes(piece, 0, length);
    if (chunked && length > 0) {
      out.writeShort('\r' << 8 | '\n');
    }
    if (chunked && last) {
      out.writeBytes(LAST_CHUNK);
    }
    write(out);
    begun = true;
    account(stream, piece.length);
    if (last) {
      begun = false;
      connection.answered(exchange, keep && connection.canKeep(exchange));
    }
  }

  /** Remembers what is sent when the stream falls silent; {@link #tick} sends it. */
  void fillSilence(ServerResponseStream stream, byte[] bytes) {
    if (connection.isCurrent(stream.exchange())) {
      quiet = stream;
      filler = bytes;
    }
  }

  /** Fills the silence of a stream that has begun and whose caller waits. */
  void tick(long now) {
    ServerResponseStream stream = quiet;
    if (stream == null) {
      return;
    }
    if (!connection.isCurrent(stream.exchange())) {
      quiet = null;
      return;
    }
    long silence = connection.config().silence().toNanos();
    if (silence > 0
        && stream.isHeadSent()
        && now - lastPieceNanos >= silence
        && stream.owes(filler.length)) {
      sendPiece(stream, filler, false);
    }
  }

  /** Lets the stream go on once the socket has room for what it handed over. */
  private void account(ServerResponseStream stream, int bytes) {
    if (channel.isWritable()) {
      stream.taken(bytes);
    } else {
      if (owing == null) {
        stuckSinceNanos = System.nanoTime();
      }
      owing = stream;
      owed += bytes;
    }
  }

  void writabilityChanged() {
    ServerResponseStream stream = owing;
    if (channel.isWritable()) {
      stuckSinceNanos = 0;
      if (stream != null) {
        owing = null;
        stream.taken(owed);
        owed = 0;
      }
    } else {
      stuckSinceNanos = System.nanoTime();
    }
  }

  /** Answers in the connection's own name and gives it up. */
  void refuse(int status, byte[] body) {
    HeadWriter head = state.headWriter.start().raw(StatusLine.of(status)).raw(state.dateLine());
    head.text("Connection: close\r\n").field(JSON.name(0), JSON.value(0));
    ResponseHead.endWithLength(head, body.length);
    ByteBuf out = channel.alloc().directBuffer(head.length() + body.length);
    head.writeTo(out);
    write(out.writeBytes(body));
    finish(true);
  }

  void cut(ServerExchange exchange) {
    if (connection.isCurrent(exchange)) {
      shut();
    }
  }

  /**
   * Closes once everything is sent. A caller that is still sending is listened to for a while:
   * closing in its face would reset the connection and could destroy the answer on its way.
   */
  void finish(boolean lingers) {
    closing = true;
    closingSinceNanos = System.nanoTime();
    channel.config().setAutoRead(true);
    var _ =
        channel
            .writeAndFlush(Unpooled.EMPTY_BUFFER)
            .addListener(sent -> {
              if (!lingers || !sent.isSuccess()) {
                shut();
                return;
              }
              closingSinceNanos = System.nanoTime();
              SslHandler tls = channel.pipeline().get(SslHandler.class);
              if (tls != null) {
                var _ = tls.closeOutbound();
              } else {
                var _ = ((DuplexChannel) channel).shutdownOutput();
              }
            });
  }

  /** Whether the caller takes nothing, or goes on sending for too long after the end. */
  boolean isOverdue(long now, long lastReadNanos, long idleNanos) {
    if (stuckSinceNanos != 0 && now - stuckSinceNanos > idleNanos) {
      return true;
    }
    return closing
        && stuckSinceNanos == 0
        && (now - closingSinceNanos > LINGER_NANOS
            || now - Math.max(lastReadNanos, closingSinceNanos) > LINGER_SILENCE_NANOS);
  }

  private void write(ByteBuf out) {
    var _ = channel.writeAndFlush(out, channel.voidPromise());
  }

  /** Closes the connection, whatever is under way. */
  void shut() {
    var _ = channel.close();
  }
}
