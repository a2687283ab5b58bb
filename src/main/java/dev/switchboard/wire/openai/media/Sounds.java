package dev.switchboard.wire.openai.media;

import dev.switchboard.ir.Blob;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** What kind of sound a file is: by its bytes, else by what the caller says of it. */
final class Sounds {
  private static final Map<String, String> ENDINGS =
      Map.of(
          "mp3", "audio/mpeg",
          "mpga", "audio/mpeg",
          "mpeg", "audio/mpeg",
          "wav", "audio/wav",
          "flac", "audio/flac",
          "ogg", "audio/ogg",
          "oga", "audio/ogg",
          "m4a", "audio/mp4",
          "mp4", "audio/mp4",
          "webm", "audio/webm");

  private Sounds() {}

  static String mimeType(Blob file, String fileName) {
    String sniffed = sniffed(file.bytes());
    if (!sniffed.isEmpty()) {
      return sniffed;
    }
    String declared = file.mimeType().toLowerCase(Locale.ROOT);
    if (declared.startsWith("audio/") || declared.startsWith("video/")) {
      return declared;
    }
    String ending = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return ENDINGS.getOrDefault(ending, "application/octet-stream");
  }

  private static String sniffed(byte[] bytes) {
    if (bytes.length < 12) {
      return "";
    }
    String head = new String(bytes, 0, 12, StandardCharsets.ISO_8859_1);
    if (head.startsWith("RIFF") && head.startsWith("WAVE", 8)) {
      return "audio/wav";
    }
    if (head.startsWith("ID3") || head.startsWith("\u00ff\u00fb")) {
      return "audio/mpeg";
    }
    if (head.startsWith("OggS")) {
      return "audio/ogg";
    }
    if (head.startsWith("fLaC")) {
      return "audio/flac";
    }
    if (head.startsWith("\u001aE\u00df\u00a3")) {
      return "audio/webm";
    }
    return head.startsWith("ftyp", 4) ? "audio/mp4" : "";
  }
}
