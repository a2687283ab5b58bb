package dev.switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.ir.AudioFormat;
import dev.switchboard.ir.AudioFormat.Encoding;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SoundConverterTest {
  private static final AudioFormat MU = new AudioFormat(Encoding.MU_LAW, 8_000);
  private static final AudioFormat A = new AudioFormat(Encoding.A_LAW, 8_000);

  @Provide
  Arbitrary<AudioFormat> formats() {
    return Arbitraries.of(AudioFormat.PCM_16K, AudioFormat.PCM_24K, MU, A);
  }

  @Property(tries = 100)
  void makesTheSameOfASoundHoweverItIsCut(
      @ForAll("formats") AudioFormat from,
      @ForAll("formats") AudioFormat to,
      @ForAll Random random) {
    byte[] sound = new byte[2 * random.nextInt(2_000)];
    random.nextBytes(sound);
    SoundConverter converter = SoundConverter.between(from, to);
    ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    for (int at = 0; at < sound.length; ) {
      int size = Math.min(sound.length - at, 1 + random.nextInt(700));
      pieces.writeBytes(converter.take(Arrays.copyOfRange(sound, at, at + size)));
      at += size;
    }
    pieces.writeBytes(converter.end());

    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(converter.take(sound));
    whole.writeBytes(converter.end());
    assertThat(pieces.toByteArray()).isEqualTo(whole.toByteArray());
  }

  @Test
  void keepsSilenceSilent() {
    byte[] silence = new byte[800];
    Arrays.fill(silence, (byte) 0xff);

    SoundConverter converter = SoundConverter.between(MU, AudioFormat.PCM_24K);

    assertThat(converter.take(silence)).containsOnly(0).hasSizeGreaterThan(4_000);
  }

  @Test
  void refusesRatesThatSoundDoesNotHave() {
    AudioFormat odd = new AudioFormat(Encoding.PCM16, 9_999);

    assertThat(SoundConverter.between(odd, odd).take(new byte[] {1, 2})).containsExactly(1, 2);
    assertThatThrownBy(() -> SoundConverter.between(odd, AudioFormat.PCM_16K))
        .hasMessageStartingWith("rates: 9999 to 16000 ");
  }
}
