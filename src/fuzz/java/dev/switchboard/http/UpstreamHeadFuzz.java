package dev.switchboard.http;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Objects;

/** A provider's status line and headers are read or refused, and say how the body is framed. */
class UpstreamHeadFuzz {
  @FuzzTest
  void isReadOrRefused(byte[] bytes) {
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    HeadParser parser = new HeadParser(8_192, new HeadParser.HeadScratch());
    try {
      HeadParser.Head head = parser.read(in);
      if (head != null) {
        int status = UpstreamWire.status(head);
        Objects.requireNonNull(UpstreamWire.body("POST", status, head.headers()));
        UpstreamWire.keepsAlive(head);
      }
    } catch (ProtocolException e) {
      Objects.requireNonNull(e.getMessage());
    }
  }
}
