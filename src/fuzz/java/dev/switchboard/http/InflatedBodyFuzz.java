package dev.switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A compressed answer is decompressed or refused, the same in one piece and byte by byte. */
class InflatedBodyFuzz {
  @FuzzTest
  void isReadTheSameWayInPieces(byte[] bytes) {
    for (String coding : List.of("gzip", "deflate")) {
      assertThat(read(bytes, coding, 1)).isEqualTo(read(bytes, coding, Math.max(1, bytes.length)));
    }
  }

  private static String read(byte[] bytes, String coding, int step) {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    UpstreamBody body =
        InflatedBody.of(
            new Pieces(bytes, step), Headers.of("Content-Encoding", coding), "upstream");
    try {
      for (byte[] piece = body.read(); piece != null; piece = body.read()) {
        assertThat(piece).isNotEmpty();
        plain.writeBytes(piece);
      }
      return plain.toString(java.nio.charset.StandardCharsets.ISO_8859_1);
    } catch (UpstreamException e) {
      return e.kind().toString();
    }
  }

  /** Bytes in pieces of one size. */
  private static final class Pieces implements UpstreamBody {
    private final Deque<byte[]> pieces = new ArrayDeque<>();

    Pieces(byte[] bytes, int step) {
      for (int at = 0; at < bytes.length; at += step) {
        pieces.add(java.util.Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + step)));
      }
    }

    @Override
    public byte @Nullable [] read() {
      return pieces.poll();
    }

    @Override
    public void endWithin(java.time.Duration time) {}

    @Override
    public void close() {
      pieces.clear();
    }
  }
}
