package dev.switchboard.task.media;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What bytes are, by their beginning. */
final class Sniff {
  private static final Map<String, String> SAME =
      Map.ofEntries(
          Map.entry("image/jpg", "image/jpeg"),
          Map.entry("image/pjpeg", "image/jpeg"),
          Map.entry("audio/x-wav", "audio/wav"),
          Map.entry("audio/wave", "audio/wav"),
          Map.entry("audio/vnd.wave", "audio/wav"),
          Map.entry("audio/mp3", "audio/mpeg"),
          Map.entry("audio/x-mpeg", "audio/mpeg"),
          Map.entry("audio/opus", "audio/ogg"),
          Map.entry("application/ogg", "audio/ogg"),
          Map.entry("audio/x-flac", "audio/flac"),
          Map.entry("audio/x-m4a", "audio/mp4"),
          Map.entry("audio/m4a", "audio/mp4"),
          Map.entry("audio/aacp", "audio/aac"),
          Map.entry("audio/webm", "video/webm"),
          Map.entry("video/quicktime", "video/mp4"));

  private Sniff() {}

  /** The one name of a type that has several, without parameters, in lower case. */
  static String canonical(String type) {
    String bare = Formats.bare(type).toLowerCase(Locale.ROOT);
    return SAME.getOrDefault(bare, bare);
  }

  /** Whether bytes of one type may be declared as the other. */
  static boolean agree(String declared, String sniffed) {
    String said = canonical(declared);
    if (said.endsWith("/*")) {
      return sniffed.startsWith(said.substring(0, said.length() - 1));
    }
    boolean container = isMp4(said) && isMp4(sniffed);
    return container || said.equals(sniffed);
  }

  private static boolean isMp4(String type) {
    return type.equals("audio/mp4") || type.equals("video/mp4");
  }

  /** The type in its one name; empty for bytes that do not say. */
  static Optional<String> type(byte[] bytes) {
    if (bytes.length < 4) {
      return Optional.empty();
    }
    String head = new String(bytes, 0, Math.min(16, bytes.length), StandardCharsets.ISO_8859_1);
    if (head.startsWith("\u0089PNG\r\n\u001a\n")) {
      return Optional.of("image/png");
    }
    if (head.startsWith("\u00ff\u00d8\u00ff")) {
      return Optional.of("image/jpeg");
    }
    if (head.startsWith("GIF8")) {
      return Optional.of("image/gif");
    }
    if (head.startsWith("RIFF") && head.length() >= 12) {
      return riff(head.substring(8, 12));
    }
    if (head.startsWith("%PDF-")) {
      return Optional.of("application/pdf");
    }
    if (head.startsWith("OggS")) {
      return Optional.of("audio/ogg");
    }
    if (head.startsWith("fLaC")) {
      return Optional.of("audio/flac");
    }
    if (head.startsWith("\u001aE\u00df\u00a3")) {
      return Optional.of("video/webm");
    }
    return head.startsWith("ftyp", 4) ? Optional.of(iso(head)) : mpeg(bytes, head);
  }

  private static Optional<String> riff(String form) {
    return switch (form) {
      case "WAVE" -> Optional.of("audio/wav");
      case "WEBP" -> Optional.of("image/webp");
      case "AVI " -> Optional.of("video/x-msvideo");
      default -> Optional.empty();
    };
  }

  private static String iso(String head) {
    String brand = head.length() >= 12 ? head.substring(8, 12) : "";
    return switch (brand) {
      case "avif", "avis" -> "image/avif";
      case "heic", "heix", "mif1", "msf1" -> "image/heic";
      case "M4A ", "M4B " -> "audio/mp4";
      default -> "video/mp4";
    };
  }

  /** An ID3 tag or a frame's eleven set bits; layer 0 is that of AAC in ADTS. */
  private static Optional<String> mpeg(byte[] bytes, String head) {
    if (head.startsWith("ID3")) {
      return Optional.of("audio/mpeg");
    }
    if ((bytes[0] & 0xFF) != 0xFF || (bytes[1] & 0xE0) != 0xE0) {
      return Optional.empty();
    }
    return Optional.of((bytes[1] & 0x06) == 0 ? "audio/aac" : "audio/mpeg");
  }
}
