package dev.switchboard.wire.openai.media;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Media types of the dialect's formats, and of bytes that do not say what they are. */
public final class MediaTypes {
  private static final Map<String, String> AUDIO =
      Map.of(
          "mp3", "audio/mpeg",
          "opus", "audio/ogg",
          "aac", "audio/aac",
          "flac", "audio/flac",
          "wav", "audio/wav",
          "pcm", "audio/pcm");

  private MediaTypes() {}

  /** The media type of a sound's format; null for the dialect's usual one, which is mp3. */
  public static String ofAudio(@Nullable String format) {
    return format == null ? "audio/mpeg" : AUDIO.getOrDefault(format, "application/octet-stream");
  }

  /** The media type of a picture by the beginning of its base64. */
  static String ofImage(String base64) {
    if (base64.startsWith("iVBORw0KGgo")) {
      return "image/png";
    }
    if (base64.startsWith("/9j/")) {
      return "image/jpeg";
    }
    return base64.startsWith("UklGR") ? "image/webp" : "application/octet-stream";
  }

  /** A name for a file of that type, for vendors that look at its ending. */
  static String fileName(String stem, String mimeType) {
    String subtype = mimeType.substring(mimeType.indexOf('/') + 1);
    return stem
        + "."
        + switch (subtype) {
          case "mpeg" -> "mp3";
          case "x-wav", "wave", "vnd.wave" -> "wav";
          case "x-m4a" -> "m4a";
          default -> subtype.chars().allMatch(Character::isLetterOrDigit) ? subtype : "bin";
        };
  }
}
