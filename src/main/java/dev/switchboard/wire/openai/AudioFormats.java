package dev.switchboard.wire.openai;

import java.util.Map;

/** The dialect's names of audio formats and their media types. */
final class AudioFormats {
  private static final Map<String, String> TYPES =
      Map.of("mp3", "audio/mpeg", "pcm16", "audio/pcm", "m4a", "audio/mp4");
  private static final Map<String, String> FORMATS =
      Map.of(
          "audio/mpeg", "mp3",
          "audio/mp3", "mp3",
          "audio/x-wav", "wav",
          "audio/wave", "wav",
          "audio/vnd.wave", "wav",
          "audio/pcm", "pcm16",
          "audio/mp4", "m4a");

  private AudioFormats() {}

  /** The media type of a format; {@code audio/<format>} where nothing better is known. */
  static String mimeType(String format) {
    return TYPES.getOrDefault(format, "audio/" + format);
  }

  /** The format of a media type; the inverse of {@link #mimeType}. */
  static String format(String mimeType) {
    return FORMATS.getOrDefault(mimeType, mimeType.substring(mimeType.indexOf('/') + 1));
  }

  /** The media type of a sound of which only the bytes are known, told by its first ones. */
  static String sniff(String base64) {
    if (base64.startsWith("UklGR")) {
      return "audio/wav";
    }
    if (base64.startsWith("SUQz") || base64.startsWith("//")) {
      return "audio/mpeg";
    }
    if (base64.startsWith("T2dnUw")) {
      return "audio/ogg";
    }
    return base64.startsWith("ZkxhQw") ? "audio/flac" : "audio/pcm";
  }
}
