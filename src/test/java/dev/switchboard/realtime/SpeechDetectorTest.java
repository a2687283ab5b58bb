package dev.switchboard.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.ir.TurnDetection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpeechDetectorTest {
  private static final int RATE = 16_000;

  private final SpeechDetector detector =
      new SpeechDetector(
          RATE, new TurnDetection.Energy(null, null, 200, TurnDetection.Reaction.USUAL));

  /** A tone of 440 Hz. */
  private static byte[] tone(int millis, double loudness) {
    byte[] pcm = new byte[millis * RATE / 1_000 * 2];
    for (int i = 0; i < pcm.length / 2; i++) {
      short sample = (short) (Math.sin(2 * Math.PI * 440 * i / RATE) * loudness * 32_767);
      pcm[2 * i] = (byte) sample;
      pcm[2 * i + 1] = (byte) (sample >> 8);
    }
    return pcm;
  }

  private static byte[] silence(int millis) {
    return tone(millis, 0);
  }

  @Test
  void hearsSpeechWithinSixtyMilliseconds() {
    detector.hear(silence(500));

    assertThat(detector.hear(tone(60, 0.3))).containsExactly(new SpeechDetector.Change.Began(500));
  }

  @Test
  void endsSpeechWhereTheSilenceBegan() {
    detector.hear(tone(300, 0.3));

    assertThat(detector.hear(silence(180))).isEmpty();
    assertThat(detector.hear(silence(20))).containsExactly(new SpeechDetector.Change.Ended(300));
  }

  @Test
  void takesAClickForNoSpeech() {
    detector.hear(silence(100));

    assertThat(detector.hear(tone(40, 0.9))).isEmpty();
    assertThat(detector.hear(silence(100))).isEmpty();
  }

  @Test
  void learnsTheNoiseOfTheRoom() {
    double quiet = detector.loudness();
    detector.hear(tone(4_000, 0.012));

    assertThat(detector.loudness()).isGreaterThan(quiet);
    assertThat(detector.speaking()).isFalse();
  }

  @Test
  void hearsTheSameHoweverTheSoundIsCut() {
    byte[] sound = tone(300, 0.3);
    List<SpeechDetector.Change> changes = new ArrayList<>();
    for (byte part : sound) {
      changes.addAll(detector.hear(new byte[] {part}));
    }

    assertThat(changes).containsExactly(new SpeechDetector.Change.Began(0));
  }
}
