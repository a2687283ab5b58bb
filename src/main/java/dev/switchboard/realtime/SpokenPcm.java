package dev.switchboard.realtime;

import dev.switchboard.ir.AudioFormat;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.wire.SoundConverter;
import java.util.Arrays;

/**
 * What a voice gives, 16 bits at 24 kHz, as its caller wants it written, piece by piece. Not safe
 * for several threads.
 */
final class SpokenPcm {
  private static final int WAV_HEADER = 44;

  private final SoundConverter writer;
  private byte[] odd = new byte[0];
  private int skip = -1;

  SpokenPcm(AudioFormat wanted) {
    writer = SoundConverter.between(AudioFormat.PCM_24K, wanted);
  }

  /** What is left at the end. */
  byte[] end() {
    return writer.end();
  }

  /**
   * The samples of a piece.
   *
   * @throws FailureException for a sound that is packed in another way
   */
  byte[] take(Blob piece) {
    byte[] bytes = piece.bytes();
    if (skip < 0) {
      skip = header(piece.mimeType());
    }
    int skipped = Math.min(skip, bytes.length);
    skip -= skipped;
    byte[] all = Arrays.copyOf(odd, odd.length + bytes.length - skipped);
    System.arraycopy(bytes, skipped, all, odd.length, bytes.length - skipped);
    int whole = all.length & ~1;
    odd = Arrays.copyOfRange(all, whole, all.length);
    return writer.take(whole == all.length ? all : Arrays.copyOf(all, whole));
  }

  private static int header(String mimeType) {
    String type =
        mimeType.indexOf(';') < 0 ? mimeType : mimeType.substring(0, mimeType.indexOf(';'));
    return switch (type) {
      case "audio/pcm", "audio/l16", "application/octet-stream" -> 0;
      case "audio/wav", "audio/x-wav" -> WAV_HEADER;
      default ->
          throw new FailureException(
              new Failure.Unsupported(
                  "voice", "the voice gives " + type + " (expected: audio/pcm at 24 kHz)"));
    };
  }
}
