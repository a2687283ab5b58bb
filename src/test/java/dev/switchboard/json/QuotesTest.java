package dev.switchboard.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuotesTest {

  @Test
  void findsWhatALookAtEveryByteFinds() {
    Random random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      byte[] bytes = new byte[random.nextInt(40)];
      for (int i = 0; i < bytes.length; i++) {
        // Neighbours of the quote in value too: a borrow must not be taken for one.
        bytes[i] = (byte) (random.nextInt(3) == 0 ? '!' + random.nextInt(3) : random.nextInt(256));
      }
      int from = random.nextInt(bytes.length + 1);
      int to = from + random.nextInt(bytes.length - from + 1);
      assertThat(Quotes.next(bytes, from, to)).isEqualTo(slowly(bytes, from, to));
    }
  }

  @Test
  void saysTheEndWhenThereIsNone() {
    byte[] bytes = "no quotes at all in here".getBytes(StandardCharsets.US_ASCII);
    assertThat(Quotes.next(bytes, 0, bytes.length)).isEqualTo(bytes.length);
    assertThat(Quotes.next(bytes, 5, 5)).isEqualTo(5);
  }

  private static int slowly(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      if (bytes[at] == '"') {
        return at;
      }
    }
    return to;
  }
}
