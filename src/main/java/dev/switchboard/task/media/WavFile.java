package dev.switchboard.task.media;

import dev.switchboard.wire.Wav;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A WAV file's samples and how they lie.
 *
 * @param rate samples in a second
 * @param plain whether the samples are 16 bits, signed, of one channel
 * @param from where the samples begin
 * @param to where they end
 * @see <a href="https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html">WAVE</a>
 */
record WavFile(int rate, boolean plain, int from, int to) {
  private static final int PCM = 1;
  private static final int EXTENSIBLE = 0xFFFE;

  /** Reads a header; empty for what is no WAV file, or one without samples. */
  static Optional<WavFile> read(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int rate = 0;
    boolean plain = false;
    long at = 12;
    while (at + 8 <= file.length) {
      int chunk = (int) at;
      int body = chunk + 8;
      String id = new String(file, chunk, 4, StandardCharsets.ISO_8859_1);
      long size = bytes.getInt(chunk + 4) & 0xFFFFFFFFL;
      if (id.equals("fmt ") && body + 16 <= file.length) {
        int format = bytes.getShort(body) & 0xFFFF;
        rate = bytes.getInt(body + 4);
        plain =
            (format == PCM || format == EXTENSIBLE)
                && bytes.getShort(body + 2) == 1
                && bytes.getShort(body + 14) == 16;
      } else if (id.equals("data") && rate > 0) {
        long there = file.length - (long) body;
        long length = size == 0 || size > there ? there : size;
        return Optional.of(new WavFile(rate, plain, body, body + (int) length));
      }
      at += 8 + size + (size & 1);
    }
    return Optional.empty();
  }

  /** The samples alone. */
  byte[] samples(byte[] file) {
    return Arrays.copyOfRange(file, from, to);
  }

  /** The same file with lengths that are right, which a streamed one does not have. */
  byte[] whole(byte[] file) {
    if (plain) {
      return Wav.of(samples(file), rate);
    }
    byte[] copy = Arrays.copyOf(file, to);
    ByteBuffer bytes = ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(4, to - 8);
    bytes.putInt(from - 4, to - from);
    return copy;
  }
}
