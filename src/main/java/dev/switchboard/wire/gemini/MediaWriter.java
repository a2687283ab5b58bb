package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.json.Json;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Writes images, sounds, videos and documents as {@code inlineData} or {@code fileData}. */
final class MediaWriter {
  /**
   * What Google fetches by itself: its own file store, its cloud storage, and public videos.
   *
   * @see <a href="https://ai.google.dev/gemini-api/docs/file-input-methods">source</a>
   */
  private static final Pattern STORED =
      Pattern.compile(
          "gs://\\S+|https://generativelanguage\\.googleapis\\.com/v[0-9a-z]+/files/[^/?#\\s]+");

  private static final Pattern YOUTUBE =
      Pattern.compile(
          "https://(?:(?:www\\.|m\\.)?youtube\\.com/(?:watch\\?|shorts/|live/)|youtu\\.be/)\\S+");

  private static final Map<String, String> RESOLUTIONS =
      Map.of("low", "MEDIA_RESOLUTION_LOW", "high", "MEDIA_RESOLUTION_HIGH");

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("webp", "image/webp"),
          Map.entry("heic", "image/heic"),
          Map.entry("gif", "image/gif"),
          Map.entry("wav", "audio/wav"),
          Map.entry("mp3", "audio/mp3"),
          Map.entry("flac", "audio/flac"),
          Map.entry("ogg", "audio/ogg"),
          Map.entry("mp4", "video/mp4"),
          Map.entry("mov", "video/quicktime"),
          Map.entry("webm", "video/webm"),
          Map.entry("pdf", "application/pdf"),
          Map.entry("txt", "text/plain"),
          Map.entry("html", "text/html"),
          Map.entry("csv", "text/csv"));

  private final Translation translation;

  MediaWriter(Translation translation) {
    this.translation = translation;
  }

  /** Whether the address may stand in {@code fileData}. */
  static boolean takesUrl(Content media, String url) {
    return isStored(url) || (media instanceof Content.Video && isYouTube(url));
  }

  /** Whether the address is in one of Google's own stores. */
  static boolean isStored(String url) {
    return STORED.matcher(url).matches();
  }

  static boolean isYouTube(String url) {
    return YOUTUBE.matcher(url).matches();
  }

  ObjectNode image(Content.Image image) {
    ObjectNode part = part(image, image.source(), "image");
    String detail = image.detail();
    if (detail == null || detail.equals("auto")) {
      return part;
    }
    String resolution = RESOLUTIONS.get(detail);
    if (resolution == null || !translation.model().takesMediaInResults()) {
      translation.omitted("detail", "the model takes no resolution of a single image");
    } else {
      part.set("mediaResolution", Json.object().put("level", resolution));
    }
    return part;
  }

  ObjectNode document(Content.Document document) {
    if (document.name() != null) {
      translation.omitted("filename", "a document has no name in this dialect");
    }
    return part(document, document.source(), "document");
  }

  ObjectNode part(Content media, MediaSource source, String subject) {
    return switch (source) {
      case MediaSource.Inline inline -> inline(inline);
      case MediaSource.Url url when takesUrl(media, url.url()) -> file(url.url());
      case MediaSource.Url _ ->
          throw translation.unsupported(
              subject,
              "the provider fetches no address but its own files, gs: and YouTube videos; send the"
                  + " bytes");
      case MediaSource.FileId id when id.dialect() == Dialect.GEMINI_GENERATE -> file(id.id());
      case MediaSource.FileId id ->
          throw translation.unsupported(
              subject, "a file stored at a provider of " + id.dialect().label() + " is unknown");
    };
  }

  /** The bytes themselves, where a part may hold nothing else. */
  static ObjectNode inline(MediaSource.Inline inline) {
    ObjectNode part = Json.object();
    part.putObject("inlineData").put("mimeType", inline.mimeType()).put("data", inline.base64());
    return part;
  }

  /** A file at an address, of the type that its ending says. */
  static ObjectNode file(String uri) {
    return file(uri, mimeType(uri).orElse(null));
  }

  private static ObjectNode file(String uri, @Nullable String mimeType) {
    ObjectNode part = Json.object();
    ObjectNode file = part.putObject("fileData");
    if (mimeType != null) {
      file.put("mimeType", mimeType);
    }
    file.put("fileUri", uri);
    return part;
  }

  /** By the ending of the path; the API finds out by itself for its own files, not for gs:. */
  static Optional<String> mimeType(String uri) {
    int end = uri.indexOf('?');
    String path = end < 0 ? uri : uri.substring(0, end);
    int dot = path.lastIndexOf('.');
    return dot < 0
        ? Optional.empty()
        : Optional.ofNullable(TYPES.get(path.substring(dot + 1).toLowerCase(Locale.ROOT)));
  }
}
