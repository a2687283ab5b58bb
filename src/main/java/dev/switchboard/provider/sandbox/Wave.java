package dev.switchboard.provider.sandbox;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One channel of uncompressed sound.
 *
 * @see <a href="https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html">WAVE</a>
 */
final class Wave {
  private static final int HEADER = 44;
  private static final int PCM = 1;
  private static final int FLOAT = 3;
  private static final int EXTENSIBLE = 0xFFFE;

  private final float[] samples;
  private final int rate;

  /**
   * Takes ownership of the samples.
   *
   * @param samples -1 to 1
   * @param rate samples in a second
   */
  Wave(float[] samples, int rate) {
    this.samples = samples;
    this.rate = rate;
  }

  int rate() {
    return rate;
  }

  int length() {
    return samples.length;
  }

  float at(int index) {
    return samples[index];
  }

  long millis() {
    return millis(samples.length);
  }

  /** When a sample is heard. */
  long millis(int index) {
    return index * 1_000L / rate;
  }

  /** 16 bits, signed, little-endian, without a header. */
  byte[] pcm() {
    ByteBuffer bytes =
        ByteBuffer.allocate(samples.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    put(bytes);
    return bytes.array();
  }

  /** The same as a WAV file. */
  byte[] wav() {
    int data = samples.length * Short.BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(HEADER + data).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(ascii("RIFF")).putInt(HEADER - 8 + data).put(ascii("WAVE"));
    bytes.put(ascii("fmt ")).putInt(16).putShort((short) PCM).putShort((short) 1);
    bytes.putInt(rate).putInt(rate * Short.BYTES).putShort((short) 2).putShort((short) 16);
    bytes.put(ascii("data")).putInt(data);
    put(bytes);
    return bytes.array();
  }

  private void put(ByteBuffer bytes) {
    for (float sample : samples) {
      bytes.putShort((short) Math.round(Math.clamp(sample, -1f, 1f) * Short.MAX_VALUE));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Reads the first channel of a WAV file; empty for anything else, a cut header included. */
  static Optional<Wave> read(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (file.length < 12 || !is(file, 0, "RIFF") || !is(file, 8, "WAVE")) {
      return Optional.empty();
    }
    Layout layout = null;
    int at = 12;
    while (at + 8 <= file.length) {
      long size = bytes.getInt(at + 4) & 0xFFFFFFFFL;
      int body = at + 8;
      if (is(file, at, "fmt ") && body + 16 <= file.length) {
        layout = Layout.read(bytes, body);
      } else if (is(file, at, "data")) {
        // A streamed file does not know its length and says 0 or the most there can be.
        int there = file.length - body;
        int length = size == 0 || size > there ? there : (int) size;
        return layout == null ? Optional.empty() : layout.samples(bytes, body, length);
      }
      long next = body + size + (size & 1);
      if (next > file.length) {
        break;
      }
      at = (int) next;
    }
    return Optional.empty();
  }

  private static boolean is(byte[] file, int at, String id) {
    return new String(file, at, 4, StandardCharsets.ISO_8859_1).equals(id);
  }

  /** How samples lie in a file. */
  private record Layout(int format, int channels, int rate, int bits) {
    static Layout read(ByteBuffer bytes, int at) {
      int format = bytes.getShort(at) & 0xFFFF;
      if (format == EXTENSIBLE && at + 26 <= bytes.capacity()) {
        format = bytes.getShort(at + 24) & 0xFFFF;
      }
      return new Layout(
          format,
          bytes.getShort(at + 2) & 0xFFFF,
          bytes.getInt(at + 4),
          bytes.getShort(at + 14) & 0xFFFF);
    }

    Optional<Wave> samples(ByteBuffer bytes, int from, int length) {
      boolean known =
          (format == PCM && (bits == 8 || bits == 16 || bits == 24 || bits == 32))
              || (format == FLOAT && bits == 32);
      if (!known || channels < 1 || rate < 1_000 || rate > 768_000) {
        return Optional.empty();
      }
      int step = channels * bits / 8;
      float[] samples = new float[length / step];
      for (int i = 0; i < samples.length; i++) {
        samples[i] = sample(bytes, from + i * step);
      }
      return Optional.of(new Wave(samples, rate));
    }

    private float sample(ByteBuffer bytes, int at) {
      if (format == FLOAT) {
        return bytes.getFloat(at);
      }
      return switch (bits) {
        case 8 -> ((bytes.get(at) & 0xFF) - 128) / 128f;
        case 16 -> bytes.getShort(at) / 32_768f;
        case 24 ->
            ((bytes.get(at) & 0xFF) | (bytes.get(at + 1) & 0xFF) << 8 | bytes.get(at + 2) << 16)
                / 8_388_608f;
        default -> (float) (bytes.getInt(at) / 0x1p31);
      };
    }
  }
}
