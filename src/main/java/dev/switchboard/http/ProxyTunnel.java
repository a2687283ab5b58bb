package dev.switchboard.http;

import dev.switchboard.http.UpstreamException.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks a proxy for a tunnel to the route's host, then leaves the pipeline.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-9.3.6">RFC 9110, CONNECT</a>
 */
final class ProxyTunnel extends ByteToMessageDecoder {
  private static final int HEAD_LIMIT = 16 * 1024;

  private final Route route;
  private final LoopState state;
  private final Consumer<@Nullable UpstreamException> done;
  private final HeadParser parser;
  private boolean answered;

  /**
   * Makes a handler.
   *
   * @param done called once, on the event loop: with null when the tunnel stands
   */
  ProxyTunnel(Route route, LoopState state, Consumer<@Nullable UpstreamException> done) {
    this.route = route;
    this.state = state;
    this.done = done;
    parser = new HeadParser(HEAD_LIMIT, state.headScratch);
  }

  /** Asks for a tunnel to this name or address, on the route's port. */
  void ask(Channel channel, String target) {
    String host = target.indexOf(':') >= 0 ? "[" + target + "]" : target;
    String authority = host + ":" + route.port();
    HeadWriter head = state.headWriter.start();
    head.text("CONNECT ").text(authority).text(" HTTP/1.1\r\n").field("Host", authority);
    route
        .proxy()
        .flatMap(ProxySettings.Proxy::authorization)
        .ifPresent(value -> head.field("Proxy-Authorization", value));
    head.crlf();
    ByteBuf out = channel.alloc().directBuffer(head.length());
    head.writeTo(out);
    var _ = channel.writeAndFlush(out, channel.voidPromise());
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    try {
      HeadParser.Head head = parser.read(in);
      if (head == null) {
        return;
      }
      int status = UpstreamWire.status(head);
      if (status < 200) {
        return;
      }
      boolean stands = status < 300;
      if (stands) {
        ctx.pipeline().remove(this);
      }
      answer(stands ? null : refused("answered " + status));
    } catch (ProtocolException e) {
      in.skipBytes(in.readableBytes());
      answer(refused(String.valueOf(e.getMessage())));
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    answered = true;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    answer(refused("closed the connection"));
    super.channelInactive(ctx);
  }

  private UpstreamException refused(String reason) {
    return new UpstreamException(Kind.PROXY, route + ": proxy " + reason);
  }

  private void answer(@Nullable UpstreamException failure) {
    if (!answered || failure == null) {
      answered = true;
      done.accept(failure);
    }
  }
}
