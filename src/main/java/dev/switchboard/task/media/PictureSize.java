package dev.switchboard.task.media;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** How many pixels a picture says that it has; nothing is decoded. */
final class PictureSize {
  private static final int SIDE = (1 << 14) - 1;

  private PictureSize() {}

  /**
   * Width times height by the file's head.
   *
   * @param type as {@link Sniff#type} says it
   * @return 0 where the head does not say
   */
  static long of(String type, byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    return switch (type) {
      case "image/png" ->
          file.length < 24 ? 0 : unsigned(bytes.getInt(16)) * unsigned(bytes.getInt(20));
      case "image/gif" -> {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        yield file.length < 10 ? 0 : unsigned(bytes.getShort(6)) * unsigned(bytes.getShort(8));
      }
      case "image/jpeg" -> jpeg(bytes);
      case "image/webp" -> webp(bytes.order(ByteOrder.LITTLE_ENDIAN));
      default -> 0;
    };
  }

  private static long jpeg(ByteBuffer file) {
    int frame = JpegMarkers.frame(file);
    return frame < 0 || frame + 9 > file.limit()
        ? 0
        : unsigned(file.getShort(frame + 5)) * unsigned(file.getShort(frame + 7));
  }

  private static long webp(ByteBuffer file) {
    if (file.limit() < 30) {
      return 0;
    }
    byte[] id = new byte[4];
    file.get(12, id);
    return switch (new String(id, StandardCharsets.ISO_8859_1)) {
      case "VP8X" -> ((file.getInt(24) & 0xFFFFFFL) + 1) * ((file.getInt(26) >>> 8) + 1L);
      case "VP8L" -> {
        int sides = file.getInt(21);
        yield ((sides & SIDE) + 1L) * ((sides >>> 14 & SIDE) + 1L);
      }
      case "VP8 " -> (file.getShort(26) & SIDE) * (long) (file.getShort(28) & SIDE);
      default -> 0;
    };
  }

  private static long unsigned(int value) {
    return value & 0xFFFFFFFFL;
  }

  private static long unsigned(short value) {
    return value & 0xFFFFL;
  }
}
