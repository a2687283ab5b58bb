package dev.switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebpTest {
  private static void requireSame(int width, int height, int[] argb) {
    Vp8lReader.Picture read = Vp8lReader.read(Webp.lossless(width, height, argb));
    assertThat(read.width()).isEqualTo(width);
    assertThat(read.height()).isEqualTo(height);
    assertThat(read.argb()).isEqualTo(Arrays.stream(argb).boxed().toList());
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,7", "7,1", "2,3", "17,5", "64,48", "513,2", "3,520"})
  void givesEveryPixelBack(int width, int height) {
    SplittableRandom chance = new SplittableRandom(width);
    requireSame(width, height, chance.ints((long) width * height).toArray());
  }

  @Test
  void givesSlopesAndPlainAreasBack() {
    int[] slope =
        IntStream.range(0, 64 * 64)
            .map(i -> 0xFF000000 | (i % 64 * 4) << 16 | (i / 64 * 4) << 8 | (i % 64 + i / 64))
            .toArray();
    requireSame(64, 64, slope);
    int[] plain = new int[200 * 200];
    Arrays.fill(plain, 0x80402010);
    requireSame(200, 200, plain);
  }

  @Test
  void takesFewBytesForPlainAreas() {
    int[] plain = new int[1_000 * 1_000];
    Arrays.fill(plain, 0xFF336699);
    assertThat(Webp.lossless(1_000, 1_000, plain)).hasSizeLessThan(1_000);
  }

  @Test
  void saysWhetherItIsClearAnywhere() {
    assertThat(Vp8lReader.read(Webp.lossless(1, 1, new int[] {0xFF010203})).alpha()).isFalse();
    assertThat(Vp8lReader.read(Webp.lossless(1, 1, new int[] {0x7F010203})).alpha()).isTrue();
  }

  /** Rare and frequent symbols whose words would be longer than the fifteen bits there are. */
  @Test
  void keepsWordsShortWhereCountsDifferVeryMuch() {
    int[] counts = new int[40];
    long one = 1;
    long other = 1;
    for (int i = 0; i < counts.length; i++) {
      counts[i] = (int) Math.min(Integer.MAX_VALUE / 4, one);
      long sum = one + other;
      one = other;
      other = sum;
    }
    BitSink out = new BitSink();
    PrefixCode code = PrefixCode.of(counts);
    for (int i = 0; i < counts.length; i++) {
      code.put(i, out);
    }
    assertThat(out.done()).hasSizeLessThanOrEqualTo(counts.length * 15 / 8 + 1);
  }

  @Test
  void refusesSidesThatTheFormatDoesNotHave() {
    assertThatThrownBy(() -> Webp.lossless(Webp.MOST_SIDE + 1, 1, new int[Webp.MOST_SIDE + 1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("16384");
    assertThatThrownBy(() -> Webp.lossless(2, 2, new int[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: 4");
  }
}
