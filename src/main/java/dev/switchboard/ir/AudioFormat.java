package dev.switchboard.ir;

import java.util.Objects;

/**
 * How the sound of a voice session is written: one channel, without a header.
 *
 * @param rate samples in a second
 */
public record AudioFormat(Encoding encoding, int rate) {
  /** 16 bits at 24 kHz: what OpenAI's sessions and most voices speak. */
  public static final AudioFormat PCM_24K = new AudioFormat(Encoding.PCM16, 24_000);

  /** 16 bits at 16 kHz: what Gemini's sessions hear. */
  public static final AudioFormat PCM_16K = new AudioFormat(Encoding.PCM16, 16_000);

  private static final int LEAST_RATE = 8_000;
  private static final int MOST_RATE = 48_000;

  public AudioFormat {
    Objects.requireNonNull(encoding);
    if (rate < LEAST_RATE || rate > MOST_RATE) {
      throw new IllegalArgumentException(
          "rate: " + rate + " (expected: " + LEAST_RATE + " to " + MOST_RATE + ")");
    }
  }

  /** How a sample is written. */
  public enum Encoding {
    /** 16 bits, signed, little-endian. */
    PCM16("audio/pcm", 2),
    /** G.711 μ-law, 8 bits. */
    MU_LAW("audio/pcmu", 1),
    /** G.711 A-law, 8 bits. */
    A_LAW("audio/pcma", 1);

    private final String mimeType;
    private final int sampleBytes;

    Encoding(String mimeType, int sampleBytes) {
      this.mimeType = mimeType;
      this.sampleBytes = sampleBytes;
    }

    /** Such as {@code audio/pcm}, without the rate. */
    public String mimeType() {
      return mimeType;
    }

    /** Bytes of one sample. */
    public int sampleBytes() {
      return sampleBytes;
    }
  }

  /** Such as {@code audio/pcm;rate=24000}. */
  public String mimeType() {
    return encoding.mimeType() + ";rate=" + rate;
  }

  /** How long so many bytes last, in milliseconds, rounded down. */
  public long millis(long bytes) {
    return bytes * 1_000 / ((long) rate * encoding.sampleBytes());
  }

  /** How many bytes last so long, whole samples alone. */
  public long bytes(long millis) {
    return millis * rate / 1_000 * encoding.sampleBytes();
  }
}
