package dev.switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** A request's head is read or refused, the same however its bytes are cut. */
class RequestHeadFuzz {
  private static final int LIMIT = 4_096;

  @FuzzTest
  void isReadTheSameWayInPieces(FuzzedDataProvider data) {
    int cut = data.consumeInt(0, LIMIT);
    byte[] bytes = data.consumeRemainingAsBytes();
    String whole = read(bytes, bytes.length);
    assertThat(read(bytes, Math.min(cut, bytes.length))).isEqualTo(whole);
    assertThat(bytewise(bytes)).isEqualTo(whole);
  }

  private static String read(byte[] bytes, int cut) {
    HeadParser parser = new HeadParser(LIMIT, new HeadParser.HeadScratch());
    ByteBuf in = Unpooled.buffer(bytes.length + 1);
    in.writeBytes(bytes, 0, cut);
    String first = next(parser, in);
    if (!first.equals("more")) {
      return first;
    }
    in.writeBytes(bytes, cut, bytes.length - cut);
    return next(parser, in);
  }

  private static String bytewise(byte[] bytes) {
    HeadParser parser = new HeadParser(LIMIT, new HeadParser.HeadScratch());
    ByteBuf in = Unpooled.buffer(bytes.length + 1);
    String found = "more";
    for (int i = 0; i < bytes.length && found.equals("more"); i++) {
      in.writeByte(bytes[i]);
      found = next(parser, in);
    }
    return found;
  }

  /** What the parser says: more, refused or the request. */
  private static String next(HeadParser parser, ByteBuf in) {
    try {
      HeadParser.Head head = parser.read(in);
      if (head == null) {
        return "more";
      }
      RequestHead request = RequestHead.of(head);
      assertThat(request.path()).matches("(?s)/.*|\\*");
      request.query().all("key");
      request.query().first("q");
      return request.toString();
    } catch (ProtocolException e) {
      assertThat(e.status()).isBetween(400, 599);
      return "refused";
    }
  }
}
