package dev.switchboard.task.media;

import java.util.List;
import java.util.Map;

/** The forms in which pictures and sounds can be asked of providers. */
final class Formats {
  private static final Map<String, String> IMAGES =
      Map.of(
          "image/png",
          "png",
          "image/jpeg",
          "jpeg",
          "image/jpg",
          "jpeg",
          "image/webp",
          "webp",
          "image/*",
          "png");
  private static final Map<String, String> SOUNDS =
      Map.ofEntries(
          Map.entry("audio/wav", "wav"),
          Map.entry("audio/x-wav", "wav"),
          Map.entry("audio/wave", "wav"),
          Map.entry("audio/vnd.wave", "wav"),
          Map.entry("audio/*", "wav"),
          Map.entry("audio/pcm", "pcm"),
          Map.entry("audio/l16", "pcm"),
          Map.entry("audio/mpeg", "mp3"),
          Map.entry("audio/mp3", "mp3"),
          Map.entry("audio/ogg", "opus"),
          Map.entry("audio/opus", "opus"),
          Map.entry("audio/aac", "aac"),
          Map.entry("audio/flac", "flac"));

  private static final String MADE =
      "image/png, image/jpeg, image/webp, audio/wav, audio/pcm, audio/mpeg, audio/ogg, audio/aac"
          + " or audio/flac";

  private Formats() {}

  /** The type without its parameters. */
  static String bare(String type) {
    int semicolon = type.indexOf(';');
    return (semicolon < 0 ? type : type.substring(0, semicolon)).strip();
  }

  /** Refuses a type that nobody makes. */
  static void requireMade(String type, String pointer) {
    String bare = bare(type);
    if (!IMAGES.containsKey(bare) && !SOUNDS.containsKey(bare)) {
      throw Shape.unsupported(pointer, type, MADE);
    }
  }

  /** {@code png}, {@code jpeg} or {@code webp}. */
  static String ofImage(String type) {
    return IMAGES.getOrDefault(bare(type), "png");
  }

  /** As {@link dev.switchboard.ir.SpeechRequest} names them. */
  static String ofSound(String type) {
    return SOUNDS.getOrDefault(bare(type), "wav");
  }

  /** In which forms to ask for a picture, the best first: PNG becomes WebP without a loss. */
  static List<String> askedForPicture(String image) {
    return image.equals("webp") ? List.of("webp", "png") : List.of(image);
  }

  /** In which forms to ask for a sound, the best first: plain samples and WAV are one. */
  static List<String> askedFor(String sound) {
    return switch (sound) {
      case "wav" -> List.of("wav", "pcm");
      case "pcm" -> List.of("pcm", "wav");
      default -> List.of(sound);
    };
  }

  /** The media type of a form. */
  static String type(String format) {
    return switch (format) {
      case "png", "jpeg", "webp" -> "image/" + format;
      case "mp3" -> "audio/mpeg";
      case "opus" -> "audio/ogg";
      default -> "audio/" + format;
    };
  }
}
