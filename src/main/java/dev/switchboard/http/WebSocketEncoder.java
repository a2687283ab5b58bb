package dev.switchboard.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes frames, each a whole message or a control frame. */
final class WebSocketEncoder {
  private static final byte[] NO_BYTES = {};

  private final @Nullable SecureRandom masks;

  /**
   * Makes an encoder.
   *
   * @param masks where a client's masks come from; null for a server, which uses none
   */
  WebSocketEncoder(@Nullable SecureRandom masks) {
    this.masks = masks;
  }

  ByteBuf frame(ByteBufAllocator allocator, int opcode, byte[] payload) {
    SecureRandom random = masks;
    int maskBit = random == null ? 0 : 0x80;
    ByteBuf out = allocator.directBuffer(payload.length + 14);
    out.writeByte(0x80 | opcode);
    if (payload.length < 126) {
      out.writeByte(maskBit | payload.length);
    } else if (payload.length < 0x10000) {
      out.writeByte(maskBit | 126).writeShort(payload.length);
    } else {
      out.writeByte(maskBit | 127).writeLong(payload.length);
    }
    if (random == null) {
      return out.writeBytes(payload);
    }
    byte[] mask = new byte[4];
    random.nextBytes(mask);
    byte[] masked = Arrays.copyOf(payload, payload.length);
    for (int i = 0; i < masked.length; i++) {
      masked[i] ^= mask[i & 3];
    }
    return out.writeBytes(mask).writeBytes(masked);
  }

  /** The payload of a closing frame. */
  static byte[] closing(WebSocketClose close) {
    if (close.code() == WebSocketClose.NO_STATUS) {
      return NO_BYTES;
    }
    byte[] reason = close.reason().getBytes(StandardCharsets.UTF_8);
    byte[] payload = new byte[2 + reason.length];
    payload[0] = (byte) (close.code() >> 8);
    payload[1] = (byte) close.code();
    System.arraycopy(reason, 0, payload, 2, reason.length);
    return payload;
  }
}
