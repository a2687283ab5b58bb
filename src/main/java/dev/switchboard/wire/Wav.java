package dev.switchboard.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * The header that makes a WAV file of plain samples.
 *
 * @see <a href="https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html">WAVE</a>
 */
public final class Wav {
  private static final int HEADER = 44;

  private Wav() {}

  /**
   * A file of one channel.
   *
   * @param pcm 16 bits, signed, little-endian
   * @param rate samples in a second
   */
  public static byte[] of(byte[] pcm, int rate) {
    ByteBuffer file = ByteBuffer.allocate(HEADER + pcm.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put(ascii("RIFF")).putInt(HEADER - 8 + pcm.length).put(ascii("WAVE"));
    file.put(ascii("fmt ")).putInt(16).putShort((short) 1).putShort((short) 1);
    file.putInt(rate).putInt(rate * 2).putShort((short) 2).putShort((short) 16);
    file.put(ascii("data")).putInt(pcm.length).put(pcm);
    return file.array();
  }

  /** How long a WAV file lasts, in milliseconds; empty for anything else. */
  public static OptionalLong millis(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (file.length < 12 || !is(file, 0, "RIFF") || !is(file, 8, "WAVE")) {
      return OptionalLong.empty();
    }
    long bytesPerSecond = 0;
    long at = 12;
    while (at + 8 <= file.length) {
      int chunk = (int) at;
      long size = bytes.getInt(chunk + 4) & 0xFFFFFFFFL;
      if (is(file, chunk, "fmt ") && chunk + 24 <= file.length) {
        bytesPerSecond = bytes.getInt(chunk + 16) & 0xFFFFFFFFL;
      } else if (is(file, chunk, "data")) {
        long there = file.length - at - 8;
        // A streamed file does not know its length and says 0 or the most there can be.
        long length = size == 0 || size > there ? there : size;
        return bytesPerSecond == 0
            ? OptionalLong.empty()
            : OptionalLong.of(length * 1_000 / bytesPerSecond);
      }
      at += 8 + size + (size & 1);
    }
    return OptionalLong.empty();
  }

  private static boolean is(byte[] file, int at, String id) {
    return new String(file, at, 4, StandardCharsets.ISO_8859_1).equals(id);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
