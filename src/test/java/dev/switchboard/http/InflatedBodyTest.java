package dev.switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.switchboard.http.UpstreamException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InflatedBodyTest {
  private static final String TEXT =
      "data: {\"text\":\"Grüße an alle, alle, alle\"}\n\n".repeat(50);

  private final HttpFixture http = new HttpFixture();
  private final FakeUpstream upstream = http.upstream();
  private final UpstreamClient client = http.client();

  @AfterEach
  void close() {
    http.close();
  }

  /** Something that wraps an output stream. */
  @FunctionalInterface
  private interface Coding {
    OutputStream over(OutputStream out) throws IOException;
  }

  private static byte[] coded(byte[] plain, Coding coding) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = coding.over(bytes)) {
      out.write(plain);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] gzip(String text) {
    return coded(text.getBytes(StandardCharsets.UTF_8), GZIPOutputStream::new);
  }

  private UpstreamResponse get(String coding, byte[] body) {
    upstream.enqueue(Script.status(200).header("Content-Encoding", coding).body(body));
    return get();
  }

  private UpstreamResponse get() {
    return client.send(UpstreamRequest.get(upstream.uri("/"), Headers.EMPTY, Deadlines.DEFAULT));
  }

  private static String text(UpstreamResponse response) {
    try (response) {
      return new String(response.body().readAll(1 << 26), StandardCharsets.UTF_8);
    }
  }

  private static Kind failure(UpstreamResponse response) {
    return catchThrowableOfType(UpstreamException.class, () -> text(response)).kind();
  }

  @Test
  void decompressesGzip() {
    assertThat(text(get("gzip", gzip(TEXT)))).isEqualTo(TEXT);
    assertThat(text(get("X-GZIP", gzip(TEXT)))).isEqualTo(TEXT);
    assertThat(upstream.connections()).isEqualTo(1);
  }

  @Test
  void decompressesDeflateWithAndWithoutItsWrapping() {
    byte[] plain = TEXT.getBytes(StandardCharsets.UTF_8);
    assertThat(text(get("deflate", coded(plain, DeflaterOutputStream::new)))).isEqualTo(TEXT);
    byte[] raw =
        coded(plain, out -> new DeflaterOutputStream(out, new Deflater(Deflater.BEST_SPEED, true)));
    assertThat(text(get("deflate", raw))).isEqualTo(TEXT);
  }

  @Test
  void hidesTheCodingFromTheHeaders() {
    try (UpstreamResponse response = get("gzip", gzip(TEXT))) {
      assertThat(response.headers().contains("Content-Encoding")).isFalse();
      assertThat(response.headers().contains("Content-Length")).isFalse();
    }
  }

  @Test
  void takesSeveralMembersAndOptionalFields() throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    byte[] first = gzip("one ");
    byte[] full = {31, (byte) 139, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3};
    both.write(full);
    both.write(new byte[] {3, 0, 'a', 'b', 'c', 'n', 0, 'c', 'c', 0, 1, 2});
    both.write(first, 10, first.length - 10);
    both.write(gzip("two"));
    assertThat(text(get("gzip", both.toByteArray()))).isEqualTo("one two");
  }

  @Test
  void decompressesWhatIsCutAtEveryByte() {
    byte[] bytes = gzip("one two three");
    for (int cut = 1; cut < bytes.length; cut++) {
      upstream.enqueue(
          Script.status(200)
              .header("Content-Encoding", "gzip")
              .chunked()
              .chunk(Arrays.copyOfRange(bytes, 0, cut))
              .chunk(Arrays.copyOfRange(bytes, cut, bytes.length))
              .end());
      assertThat(text(get())).isEqualTo("one two three");
    }
  }

  @Test
  void givesOutWhatHasComeSoFar() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    GZIPOutputStream zip = new GZIPOutputStream(bytes, 512, true);
    zip.write("data: one\n\n".getBytes(StandardCharsets.UTF_8));
    zip.flush();
    upstream.enqueue(
        Script.status(200)
            .header("Content-Encoding", "gzip")
            .chunked()
            .chunk(bytes.toByteArray())
            .hang());
    try (UpstreamResponse response = get();
        SseReader events = new SseReader(response.body(), 1000)) {
      assertThat(events.next()).isEqualTo(ServerSentEvent.of("one"));
    }
  }

  @Test
  void anIncompleteGzipIsCut() {
    byte[] bytes = gzip(TEXT);
    for (int length : new int[] {1, 9, 10, 30, bytes.length - 8, bytes.length - 1}) {
      assertThat(failure(get("gzip", Arrays.copyOf(bytes, length)))).isEqualTo(Kind.CUT);
    }
  }

  @Test
  void aWrongSumIsAnError() {
    byte[] bytes = gzip(TEXT);
    bytes[bytes.length - 6] ^= 1;
    assertThat(failure(get("gzip", bytes))).isEqualTo(Kind.PROTOCOL);
  }

  @Test
  void garbageIsAnError() {
    assertThat(failure(get("gzip", TEXT.getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(Kind.PROTOCOL);
    assertThat(failure(get("deflate", new byte[] {(byte) 0xff, 1, 2, 3}))).isEqualTo(Kind.PROTOCOL);
  }

  @Test
  void anUnknownCodingIsAnError() {
    upstream.enqueue(Script.status(200).header("Content-Encoding", "br").body("x"));
    assertThat(catchThrowableOfType(UpstreamException.class, this::get).kind())
        .isEqualTo(Kind.PROTOCOL);
  }

  @Test
  void anEmptyBodyNeedsNoDecompression() {
    assertThat(text(get("gzip", new byte[0]))).isEmpty();
  }

  @Test
  void aBombIsStopped() {
    byte[] bomb = coded(new byte[64 << 20], GZIPOutputStream::new);
    assertThat(failure(get("gzip", bomb))).isEqualTo(Kind.TOO_LARGE);
  }
}
