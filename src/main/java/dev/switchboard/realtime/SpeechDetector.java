package dev.switchboard.realtime;

import dev.switchboard.ir.TurnDetection;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds speech in sound by its strength: it begins with {@value #LOUD_FRAMES} loud frames in a row
 * and ends with a silence.
 *
 * <p>Loud is what is above the threshold and well above the noise of the room, which is learnt from
 * quiet frames; within speech half of that is enough, so that a soft syllable does not end it.
 */
final class SpeechDetector {
  static final int DEFAULT_SILENCE_MILLIS = 500;
  static final int DEFAULT_PREFIX_MILLIS = 300;
  private static final double DEFAULT_THRESHOLD = 0.5;

  private static final int FRAME_MILLIS = 20;
  private static final int LOUD_FRAMES = 3;

  /** How far above the room's noise speech is, as a ratio of amplitudes: about 10 dB. */
  private static final double ABOVE_NOISE = 3;

  /** The most that is taken for noise: 40 dB below full scale. */
  private static final double MOST_NOISE = 0.01;

  private static final double LEARNING = 0.05;

  private final int frameSamples;
  private final double threshold;
  private final long silenceMillis;
  private double noise;
  private boolean speaking;
  private int loudFrames;
  private long quietMillis;
  private long heardMillis;
  private double power;
  private int samples;
  private int lowByte = -1;

  /** A change that was heard. */
  sealed interface Change {
    /** When, in milliseconds of all the sound. */
    long atMillis();

    /** Speech began; its first loud frame. */
    record Began(long atMillis) implements Change {}

    /** Speech ended: so long ago that the silence was long enough. */
    record Ended(long atMillis) implements Change {}
  }

  SpeechDetector(int rate, TurnDetection.Energy settings) {
    this.frameSamples = rate * FRAME_MILLIS / 1_000;
    double wanted = settings.threshold() == null ? DEFAULT_THRESHOLD : settings.threshold();
    // 60 dB below full scale for 0, 40 for one half, 20 for 1.
    this.threshold = Math.pow(10, (40 * wanted - 60) / 20);
    this.silenceMillis =
        settings.silenceMillis() == null ? DEFAULT_SILENCE_MILLIS : settings.silenceMillis();
  }

  /** How loud speech is for so much of a threshold, 0 to 1 of full scale. */
  double loudness() {
    return Math.max(threshold, ABOVE_NOISE * noise);
  }

  boolean speaking() {
    return speaking;
  }

  /** How much sound was heard, whole frames alone. */
  long heardMillis() {
    return heardMillis;
  }

  /** Takes the speech for over, because its caller sends nothing any more. */
  void end() {
    speaking = false;
    loudFrames = 0;
    quietMillis = 0;
  }

  /**
   * Hears more.
   *
   * @param pcm 16 bits, signed, little-endian; may end within a sample
   * @return what changed, in order
   */
  List<Change> hear(byte[] pcm) {
    List<Change> changes = new ArrayList<>(1);
    for (byte part : pcm) {
      if (lowByte < 0) {
        lowByte = part & 0xFF;
        continue;
      }
      double sample = (short) (part << 8 | lowByte) / 32_768.0;
      lowByte = -1;
      power += sample * sample;
      if (++samples == frameSamples) {
        frame(Math.sqrt(power / samples), changes);
        power = 0;
        samples = 0;
      }
    }
    return changes;
  }

  private void frame(double strength, List<Change> changes) {
    heardMillis += FRAME_MILLIS;
    if (speaking) {
      if (strength >= loudness() / 2) {
        quietMillis = 0;
        return;
      }
      quietMillis += FRAME_MILLIS;
      if (quietMillis >= silenceMillis) {
        changes.add(new Change.Ended(heardMillis - quietMillis));
        end();
      }
      return;
    }
    if (strength < loudness()) {
      loudFrames = 0;
      noise = Math.min(MOST_NOISE, noise + LEARNING * (strength - noise));
      return;
    }
    if (++loudFrames == LOUD_FRAMES) {
      speaking = true;
      quietMillis = 0;
      changes.add(new Change.Began(heardMillis - (long) LOUD_FRAMES * FRAME_MILLIS));
    }
  }
}
