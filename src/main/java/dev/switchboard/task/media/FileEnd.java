package dev.switchboard.task.media;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Whether a file is whole, told by its structure; nothing is decoded. */
final class FileEnd {
  /** {@code IEND}. */
  private static final int PNG_END = 0x49454E44;

  private FileEnd() {}

  /** Whether the end is there, as far as the type has one that can be seen. */
  static boolean isThere(String type, byte[] bytes) {
    return switch (type) {
      case "image/png" -> isWholePng(bytes);
      case "image/jpeg" -> isWholeJpeg(bytes);
      case "image/gif" -> isWholeGif(bytes);
      case "application/pdf" -> has(bytes, "%%EOF", 2_048);
      case "audio/wav", "image/webp" -> isWholeRiff(bytes);
      case "video/mp4", "audio/mp4", "image/heic", "image/avif" -> isWholeIso(bytes);
      default -> true;
    };
  }

  private static boolean has(byte[] bytes, String end, int within) {
    int from = Math.max(0, bytes.length - within);
    return new String(bytes, from, bytes.length - from, StandardCharsets.ISO_8859_1).contains(end);
  }

  /** Chunk after chunk to the last one. */
  private static boolean isWholePng(byte[] bytes) {
    ByteBuffer file = ByteBuffer.wrap(bytes);
    long at = 8;
    while (at + 12 <= bytes.length) {
      long size = file.getInt((int) at) & 0xFFFFFFFFL;
      if (file.getInt((int) at + 4) == PNG_END) {
        return true;
      }
      at += 12 + size;
    }
    return false;
  }

  /** Block after block to the last one. */
  private static boolean isWholeGif(byte[] bytes) {
    int at = 13 + (bytes.length < 13 ? 0 : colours(bytes[10]));
    while (at < bytes.length) {
      switch (bytes[at]) {
        case ';' -> {
          return true;
        }
        case '!' -> at = behindPieces(bytes, at + 2);
        case ',' -> {
          if (at + 10 >= bytes.length) {
            return false;
          }
          at = behindPieces(bytes, at + 11 + colours(bytes[at + 9]));
        }
        default -> {
          return false;
        }
      }
    }
    return false;
  }

  /** How many bytes a table of colours has, by the byte that announces it. */
  private static int colours(byte flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }

  /** Each piece says its length; the last one says 0. */
  private static int behindPieces(byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length && bytes[at] != 0) {
      at += 1 + (bytes[at] & 0xFF);
    }
    return at + 1;
  }

  /** Within a scan the two bytes of the end do not come. */
  private static boolean isWholeJpeg(byte[] bytes) {
    int scan = JpegMarkers.scan(ByteBuffer.wrap(bytes));
    for (int at = bytes.length - 2; scan >= 0 && at > scan; at--) {
      if ((bytes[at] & 0xFF) == 0xFF && (bytes[at + 1] & 0xFF) == 0xD9) {
        return true;
      }
    }
    return false;
  }

  /** Box after box; the last one may say 0, to the end of the file. */
  private static boolean isWholeIso(byte[] bytes) {
    ByteBuffer file = ByteBuffer.wrap(bytes);
    long at = 0;
    while (at + 8 <= bytes.length) {
      long size = file.getInt((int) at) & 0xFFFFFFFFL;
      if (size == 1 && at + 16 <= bytes.length) {
        size = file.getLong((int) at + 8);
      }
      if (size == 0) {
        return true;
      }
      if (size < 8 || size > bytes.length - at) {
        return false;
      }
      at += size;
    }
    return at == bytes.length;
  }

  /** A file that was streamed does not know its length and says 0 or the most there can be. */
  private static boolean isWholeRiff(byte[] bytes) {
    long size = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(4) & 0xFFFFFFFFL;
    return size == 0 || size >= 0xFFFFFF00L || size + 8 <= bytes.length + 1L;
  }
}
