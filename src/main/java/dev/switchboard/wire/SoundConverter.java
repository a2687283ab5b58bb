package dev.switchboard.wire;

import dev.switchboard.ir.AudioFormat;
import dev.switchboard.ir.AudioFormat.Encoding;
import org.jspecify.annotations.Nullable;

/**
 * Writes a sound that comes in pieces in another format. How it is cut changes no sample. Not for
 * use by several threads at once.
 */
public final class SoundConverter {
  private final AudioFormat from;
  private final AudioFormat to;
  private @Nullable Resampler resampler;

  private SoundConverter(AudioFormat from, AudioFormat to) {
    this.from = from;
    this.to = to;
    this.resampler = begin();
  }

  /** Whether there is a way from one format to another. */
  public static boolean supports(AudioFormat from, AudioFormat to) {
    return from.equals(to)
        || (from.rate() == to.rate() && isCompressed(from) && isCompressed(to))
        || (Resampler.supports(from.rate()) && Resampler.supports(to.rate()));
  }

  /**
   * Begins a sound.
   *
   * @throws IllegalArgumentException for formats between which there is no way
   */
  public static SoundConverter between(AudioFormat from, AudioFormat to) {
    if (!supports(from, to)) {
      throw new IllegalArgumentException(
          "rates: "
              + from.rate()
              + " to "
              + to.rate()
              + " (expected: such as sound has, from 8000 to 48000)");
    }
    return new SoundConverter(from, to);
  }

  private static boolean isCompressed(AudioFormat format) {
    return format.encoding() != Encoding.PCM16;
  }

  private @Nullable Resampler begin() {
    return from.equals(to) || (from.rate() == to.rate() && isCompressed(from))
        ? null
        : Resampler.between(from.rate(), to.rate());
  }

  /** Whether what comes out is what went in. */
  public boolean isIdentity() {
    return from.equals(to);
  }

  /** Takes the next piece, of any length, and gives what can be said of it now. */
  public byte[] take(byte[] piece) {
    if (isIdentity()) {
      return piece;
    }
    byte[] pcm =
        switch (from.encoding()) {
          case PCM16 -> piece;
          case MU_LAW -> G711.MU_LAW.expand(piece);
          case A_LAW -> G711.A_LAW.expand(piece);
        };
    Resampler rate = resampler;
    return written(rate == null ? pcm : rate.take(pcm));
  }

  /** Ends the sound, and is ready for another: gives what was waiting for more. */
  public byte[] end() {
    Resampler rate = resampler;
    if (rate == null) {
      return new byte[0];
    }
    resampler = begin();
    return written(rate.end());
  }

  private byte[] written(byte[] pcm) {
    return switch (to.encoding()) {
      case PCM16 -> pcm;
      case MU_LAW -> G711.MU_LAW.compress(pcm);
      case A_LAW -> G711.A_LAW.compress(pcm);
    };
  }
}
