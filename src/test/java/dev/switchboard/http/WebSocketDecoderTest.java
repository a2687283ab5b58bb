package dev.switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WebSocketDecoderTest {
  @Test
  void readsDamagedFramesTheSameWayWhereverTheyAreCut() {
    byte[] good =
        WebSocketFrames.joined(
            WebSocketFrames.masked(0x01, "Grüße".getBytes(StandardCharsets.UTF_8)),
            WebSocketFrames.masked(0x89, (byte) 'p'),
            WebSocketFrames.masked(0x80, " 🌍".getBytes(StandardCharsets.UTF_8)),
            WebSocketFrames.masked(0x82, new byte[200]),
            WebSocketFrames.close(1000));
    assertThat(WebSocketReading.of(true, good, good.length)).contains("Grüße 🌍", "code=1000");
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = good.clone();
      for (int j = random.nextInt(3); j >= 0; j--) {
        bytes[random.nextInt(60)] ^= (byte) (1 << random.nextInt(8));
      }
      String whole = WebSocketReading.of(true, bytes, bytes.length);
      assertThat(WebSocketReading.of(true, bytes, 1 + random.nextInt(9))).isEqualTo(whole);
    }
  }

  @Test
  void acceptsTheUtf8ThatTheJdkAccepts() {
    Random random = new Random(11);
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(5)];
      random.nextBytes(bytes);
      if (i % 2 == 0) {
        bytes[0] |= (byte) 0xc0;
        for (int j = 1; j < bytes.length; j++) {
          bytes[j] = (byte) ((bytes[j] & 0xbf) | 0x80);
        }
      }
      Utf8Check check = new Utf8Check();
      boolean accepted = check.accept(bytes, 0, bytes.length) && check.end();
      boolean valid =
          java.util.Arrays.equals(
              new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), bytes);
      assertThat(accepted).isEqualTo(valid);
    }
  }
}
