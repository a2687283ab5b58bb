package dev.switchboard.provider.sandbox;

import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.SpeechRequest;
import dev.switchboard.ir.SpeechResponse;
import dev.switchboard.ir.Usage;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Speaks texts in {@link Tones}; another voice has other overtones. */
final class Voice {
  private static final int LONGEST_BYTES = 8_192;

  /** What a second of sound counts. */
  static final long TOKENS_PER_SECOND = 10;

  private static final double LOUD = 0.5;
  private static final double MOST_OVERTONE = 0.25;
  private static final double SOUNDING = 0.8;
  private static final double FADING = 0.05;

  private final SpeechRequest request;
  private final double second;
  private final double third;

  private Voice(SpeechRequest request) {
    this.request = request;
    long hash = Embedder.hash(request.voice() == null ? "" : request.voice());
    this.second = MOST_OVERTONE * (hash & 0xFF) / 255;
    this.third = MOST_OVERTONE * (hash >>> 8 & 0xFF) / 255;
  }

  /**
   * Speaks.
   *
   * @param reported the model that the answer names
   * @throws FailureException with {@link Failure.Unsupported} for a format that it cannot write
   */
  static SpeechResponse speak(SpeechRequest request, String reported) {
    byte[] text = request.text().getBytes(StandardCharsets.UTF_8);
    if (text.length > LONGEST_BYTES) {
      throw new FailureException(
          Failure.InvalidRequest.at(
              "/input",
              "input: "
                  + text.length
                  + " bytes (expected: at most "
                  + LONGEST_BYTES
                  + " in the sandbox)"));
    }
    Wave wave = new Voice(request).spoken(text);
    Usage usage =
        new Usage(
            Tokens.count(request.text()),
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            (wave.millis() * TOKENS_PER_SECOND + 999) / 1_000,
            0,
            Usage.Source.REPORTED,
            null);
    return new SpeechResponse(reported, written(wave, request.format()), usage);
  }

  private static Blob written(Wave wave, @Nullable String format) {
    return switch (format) {
      case null -> new Blob("audio/wav", wave.wav());
      case "wav" -> new Blob("audio/wav", wave.wav());
      case "pcm" -> new Blob("audio/pcm", wave.pcm());
      default ->
          throw new FailureException(
              new Failure.Unsupported(
                  "response_format",
                  "response_format: "
                      + format
                      + " (expected: wav or pcm; the sandbox has no other)"));
    };
  }

  private Wave spoken(byte[] text) {
    double speed = request.speed() == null ? 1 : request.speed();
    int step = (int) Math.round(Tones.STEP / speed);
    float[] samples = new float[step * (2 + 2 * text.length)];
    sound(samples, 0, 2 * step, Tones.START);
    int at = 2 * step;
    for (byte letter : text) {
      sound(samples, at, step, letter >> 4 & 0xF);
      sound(samples, at + step, step, letter & 0xF);
      at += 2 * step;
    }
    return new Wave(samples, Tones.RATE);
  }

  private void sound(float[] samples, int from, int step, int tone) {
    int length = (int) (step * SOUNDING);
    double fade = Math.max(1, step * FADING);
    double turn = 2 * Math.PI * Tones.hertz(tone) / Tones.RATE;
    double most = 1 + second + third;
    for (int i = 0; i < length; i++) {
      double edge = Math.min(1, Math.min(i, length - 1 - i) / fade);
      double wave =
          Math.sin(turn * i) + second * Math.sin(2 * turn * i) + third * Math.sin(3 * turn * i);
      samples[from + i] = (float) (LOUD * edge * wave / most);
    }
  }
}
