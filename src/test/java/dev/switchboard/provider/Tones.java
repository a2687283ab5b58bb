package dev.switchboard.provider;

import dev.switchboard.ir.AudioFormat;
import dev.switchboard.wire.SoundConverter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Sounds for tests of voice sessions: a tone is a speech, all else is silence. */
public final class Tones {
  /** A tone that is lost in no format. */
  private static final double HERTZ = 440;

  private static final int LOUD = 2_000;

  private Tones() {}

  /** A tone. */
  public static byte[] tone(AudioFormat format, long millis) {
    return as(format, millis, 12_000);
  }

  public static byte[] silence(AudioFormat format, long millis) {
    return as(format, millis, 0);
  }

  private static byte[] as(AudioFormat format, long millis, int height) {
    AudioFormat plain = new AudioFormat(AudioFormat.Encoding.PCM16, format.rate());
    ByteBuffer samples =
        ByteBuffer.allocate((int) plain.bytes(millis)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; samples.hasRemaining(); i++) {
      samples.putShort((short) (height * Math.sin(2 * Math.PI * HERTZ * i / format.rate())));
    }
    return SoundConverter.between(plain, format).take(samples.array());
  }

  /** How long a sound is loud, in pieces of 10 ms, and how long it is silent at its end. */
  public record Heard(long loudMillis, long silentMillis) {
    /** Measures a sound. */
    public static Heard of(AudioFormat format, byte[] sound) {
      AudioFormat plain = new AudioFormat(AudioFormat.Encoding.PCM16, format.rate());
      byte[] pcm = SoundConverter.between(format, plain).take(sound);
      ByteBuffer samples = ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN);
      long loud = 0;
      long silent = 0;
      int piece = (int) plain.bytes(10) / 2;
      while (samples.remaining() >= piece * 2) {
        int peak = 0;
        for (int i = 0; i < piece; i++) {
          peak = Math.max(peak, Math.abs(samples.getShort()));
        }
        loud += peak > LOUD ? 10 : 0;
        silent = peak > LOUD ? 0 : silent + 10;
      }
      return new Heard(loud, silent);
    }
  }
}
