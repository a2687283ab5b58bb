package dev.switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ResamplerTest {
  private static final List<Integer> RATES = List.of(8_000, 16_000, 24_000, 44_100, 48_000);

  /** From where, to where. */
  record Rates(int from, int to) {
    int lower() {
      return Math.min(from, to);
    }
  }

  @Provide
  Arbitrary<Rates> rates() {
    Arbitrary<Integer> one = Arbitraries.of(RATES);
    return Combinators.combine(one, one).as(Rates::new);
  }

  private static byte[] tone(int rate, double hertz, double level, int samples) {
    ByteBuffer out = ByteBuffer.allocate(2 * samples).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < samples; i++) {
      out.putShort((short) Math.round(level * Math.sin(2 * Math.PI * hertz * i / rate)));
    }
    return out.array();
  }

  private static byte[] whole(Rates rates, byte[] pcm) {
    Resampler resampler = Resampler.between(rates.from, rates.to);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(resampler.take(pcm));
    out.writeBytes(resampler.end());
    return out.toByteArray();
  }

  /** What of the tone is in the sound, and what is not, as amplitudes; its ends are left out. */
  private static double[] heard(byte[] pcm, int rate, double hertz) {
    ByteBuffer in = ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN);
    int samples = pcm.length / 2;
    int edge = rate / 50;
    double sine = 0;
    double cosine = 0;
    double power = 0;
    double weight = 0;
    for (int i = edge; i < samples - edge; i++) {
      double window = 0.5 - 0.5 * Math.cos(2 * Math.PI * (i - edge) / (samples - 2 * edge));
      double sample = in.getShort(2 * i);
      double angle = 2 * Math.PI * hertz * i / rate;
      sine += window * sample * Math.sin(angle);
      cosine += window * sample * Math.cos(angle);
      weight += window;
    }
    sine *= 2 / weight;
    cosine *= 2 / weight;
    for (int i = edge; i < samples - edge; i++) {
      double angle = 2 * Math.PI * hertz * i / rate;
      double rest = in.getShort(2 * i) - sine * Math.sin(angle) - cosine * Math.cos(angle);
      power += rest * rest;
    }
    return new double[] {Math.hypot(sine, cosine), Math.sqrt(2 * power / (samples - 2.0 * edge))};
  }

  @Property(tries = 60)
  void keepsATonesFrequencyAndLevelAndAddsNothing(
      @ForAll("rates") Rates rates, @ForAll Random random) {
    double hertz = 200 + random.nextDouble() * (0.42 * rates.lower() - 200);

    byte[] out = whole(rates, tone(rates.from, hertz, 12_000, rates.from / 4));

    double[] heard = heard(out, rates.to, hertz);
    assertThat(heard[0]).isBetween(12_000 * 0.985, 12_000 * 1.015);
    assertThat(heard[1]).isLessThan(12_000 / 1_000.0);
  }

  @Property(tries = 30)
  void silencesWhatTheLowerRateCannotHold(@ForAll("rates") Rates rates, @ForAll Random random) {
    if (rates.to >= rates.from) {
      return;
    }
    double lowest = 0.5 * rates.to;
    double hertz = lowest + random.nextDouble() * (0.49 * rates.from - lowest);

    byte[] out = whole(rates, tone(rates.from, hertz, 12_000, rates.from / 4));

    ByteBuffer in = ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = rates.to / 50; i < out.length / 2 - rates.to / 50; i++) {
      assertThat(Math.abs(in.getShort(2 * i))).isLessThan((short) 5);
    }
  }

  @Property(tries = 100)
  void makesTheSameOfASoundHoweverItIsCut(@ForAll("rates") Rates rates, @ForAll Random random) {
    byte[] sound = new byte[2 * random.nextInt(3_000)];
    random.nextBytes(sound);
    Resampler resampler = Resampler.between(rates.from, rates.to);
    ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    int at = 0;
    while (at < sound.length) {
      int size = Math.min(sound.length - at, random.nextInt(random.nextBoolean() ? 4 : 900));
      pieces.writeBytes(resampler.take(Arrays.copyOfRange(sound, at, at + size)));
      at += size;
    }
    pieces.writeBytes(resampler.end());

    assertThat(pieces.toByteArray()).isEqualTo(whole(rates, sound));
  }

  @Property(tries = 100)
  void keepsTheLength(@ForAll("rates") Rates rates, @ForAll Random random) {
    int samples = random.nextInt(5_000);

    byte[] out = whole(rates, new byte[2 * samples]);

    assertThat((long) out.length / 2)
        .isEqualTo(Math.ceilDiv((long) samples * rates.to, rates.from));
  }

  @Test
  void staysWithinTheLoudestSample() {
    byte[] square = new byte[4_800];
    for (int i = 0; i < square.length / 2; i++) {
      int sample = i / 20 % 2 == 0 ? Short.MAX_VALUE : Short.MIN_VALUE;
      square[2 * i] = (byte) sample;
      square[2 * i + 1] = (byte) (sample >> 8);
    }

    byte[] out = whole(new Rates(24_000, 16_000), square);

    // A sample that wrapped around would be of the other sign in the middle of a plateau.
    ByteBuffer in = ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 30; i < 1_500; i++) {
      double place = i * 1.5 % 40;
      if (place > 2 && place < 18) {
        assertThat(in.getShort(2 * i)).isGreaterThan((short) 20_000);
      } else if (place > 22 && place < 38) {
        assertThat(in.getShort(2 * i)).isLessThan((short) -20_000);
      }
    }
  }

  @Test
  void givesASampleTwoMillisecondsAfterItCame() {
    Resampler resampler = Resampler.between(24_000, 16_000);

    assertThat(resampler.take(new byte[2 * 2_400])).hasSizeGreaterThan(2 * (1_600 - 34));
  }

  @Test
  void refusesARateThatItHasNoTableFor() {
    assertThatThrownBy(() -> Resampler.between(23_999, 16_000))
        .hasMessageStartingWith("fromRate: 23999 (expected: one of [8000, ");
  }
}
