package dev.switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A chunked body is read or refused, the same in one piece and byte by byte. */
class ChunkedBodyFuzz {
  @FuzzTest
  void isReadTheSameWayInPieces(byte[] bytes) {
    assertThat(read(bytes, 1)).isEqualTo(read(bytes, Math.max(1, bytes.length)));
  }

  private static String read(byte[] bytes, int step) {
    BodyDecoder decoder = BodyDecoder.chunked();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    ByteBuf in = Unpooled.buffer(bytes.length + 1);
    int left = bytes.length;
    try {
      for (int at = 0; at < bytes.length && !decoder.isDone(); at += step) {
        in.writeBytes(bytes, at, Math.min(step, bytes.length - at));
        decoder.read(
            in,
            (from, length) -> {
              byte[] piece = new byte[length];
              from.readBytes(piece);
              body.writeBytes(piece);
            });
        left = bytes.length - Math.min(bytes.length, at + step) + in.readableBytes();
      }
    } catch (ProtocolException e) {
      return "refused after " + body.size() + " bytes";
    }
    assertThat(body.size()).isLessThanOrEqualTo(bytes.length);
    String text = body.toString(StandardCharsets.ISO_8859_1);
    return decoder.isDone() ? "done, " + left + " left: " + text : "more: " + text;
  }
}
