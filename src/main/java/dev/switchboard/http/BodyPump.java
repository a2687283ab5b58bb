package dev.switchboard.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/**
 * A large body on its way out, copied to the socket's own memory slice by slice as the socket takes
 * them. Confined to the channel's event loop.
 */
final class BodyPump {
  /** Bodies up to this size go out in one piece with their head. */
  static final int WHOLE_BYTES = 128 * 1024;

  private static final int SLICE_BYTES = 64 * 1024;

  private final Channel channel;
  private final byte[] body;
  private int at;

  BodyPump(Channel channel, byte[] body) {
    this.channel = channel;
    this.body = body;
  }

  /** Writes what the socket has room for; true when the whole body is on its way. */
  boolean pump() {
    while (at < body.length && channel.isWritable()) {
      int length = Math.min(SLICE_BYTES, body.length - at);
      ByteBuf slice = channel.alloc().directBuffer(length).writeBytes(body, at, length);
      at += length;
      var _ = channel.writeAndFlush(slice, channel.voidPromise());
    }
    return at == body.length;
  }
}
