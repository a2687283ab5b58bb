package dev.switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class G711Test {
  private static byte[] allCodes() {
    byte[] codes = new byte[256];
    for (int i = 0; i < 256; i++) {
      codes[i] = (byte) i;
    }
    return codes;
  }

  private static int[] samples(byte[] pcm) {
    ByteBuffer in = ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN);
    int[] samples = new int[pcm.length / 2];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = in.getShort();
    }
    return samples;
  }

  private static byte[] pcm(int... samples) {
    ByteBuffer out = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int sample : samples) {
      out.putShort((short) sample);
    }
    return out.array();
  }

  /** The checksums are of what Python's audioop makes of all 256 codes in order. */
  @ParameterizedTest
  @CsvSource({"MU_LAW, 0c847a9f", "A_LAW, 9d764657"})
  void expandsEveryCodeAsTheStandardSays(G711 law, String checksum) {
    CRC32 sum = new CRC32();
    sum.update(law.expand(allCodes()));

    assertThat(HexFormat.of().toHexDigits((int) sum.getValue())).isEqualTo(checksum);
  }

  @ParameterizedTest
  @EnumSource
  void compressesEachExpandedCodeToItself(G711 law) {
    byte[] again = law.compress(law.expand(allCodes()));

    byte[] expected = allCodes();
    if (law == G711.MU_LAW) {
      // Minus zero is zero.
      expected[0x7f] = (byte) 0xff;
    }
    assertThat(again).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void putsEverySampleAtTheNearestLevelOrNextToIt(G711 law) {
    int[] levels = samples(law.expand(allCodes()));
    for (int sample = Short.MIN_VALUE; sample <= Short.MAX_VALUE; sample += 3) {
      int heard = samples(law.expand(law.compress(pcm(sample))))[0];
      int nearest = Integer.MAX_VALUE;
      for (int level : levels) {
        nearest = Math.min(nearest, Math.abs(level - sample));
      }
      // Where a segment meets the next, one step more.
      assertThat(Math.abs(heard - sample)).isLessThanOrEqualTo(2 * nearest + 16);
    }
  }

  @Test
  void refusesHalfASample() {
    assertThatThrownBy(() -> G711.A_LAW.compress(new byte[3]))
        .hasMessage("pcm: 3 bytes (expected: an even number)");
  }
}
