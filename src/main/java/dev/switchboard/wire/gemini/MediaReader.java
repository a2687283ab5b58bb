package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.wire.Base64Syntax;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code inlineData} and {@code fileData}; what kind of media it is, its type says. */
public final class MediaReader {
  static final Name INLINE_DATA = Name.of("inlineData");
  static final Name FILE_DATA = Name.of("fileData");
  static final Name MIME_TYPE = Name.of("mimeType");
  private static final Name DATA = Name.of("data");
  private static final Name FILE_URI = Name.of("fileUri");
  private static final Name DISPLAY_NAME = Name.of("displayName");
  private static final Name LEVEL = Name.of("level");

  /** The levels that have a counterpart; any other is the provider's own choice elsewhere. */
  private static final Map<String, String> DETAILS =
      Map.of("MEDIA_RESOLUTION_LOW", "low", "MEDIA_RESOLUTION_HIGH", "high");

  private MediaReader() {}

  /** Bytes within the document. */
  static Content inline(GeminiObject blob) {
    return inline(blob, null);
  }

  /**
   * Bytes within the document.
   *
   * @param resolution the part's {@code mediaResolution}; null when it has none
   */
  static Content inline(GeminiObject blob, @Nullable GeminiObject resolution) {
    String mimeType = plain(blob.text(MIME_TYPE));
    if (mimeType.isEmpty()) {
      throw blob.fields().invalid(MIME_TYPE.camel(), "a media type such as image/png");
    }
    String base64 = Base64Text.standard(blob.text(DATA));
    if (!Base64Syntax.isStandard(base64)) {
      throw blob.fields().invalid(DATA.camel(), "base64");
    }
    return content(mimeType, new MediaSource.Inline(mimeType, base64), blob, resolution);
  }

  /**
   * A file at an address. What only Google can fetch, a video site included, means nothing to
   * others.
   *
   * @param resolution the part's {@code mediaResolution}; null when it has none
   */
  static Content file(GeminiObject file, @Nullable GeminiObject resolution) {
    String uri = file.text(FILE_URI);
    if (uri.isEmpty()) {
      throw file.fields().invalid(FILE_URI.camel(), "the address of a file");
    }
    MediaSource source = source(uri);
    String mimeType = plain(file.text(MIME_TYPE));
    if (mimeType.isEmpty()) {
      mimeType = MediaWriter.isYouTube(uri) ? "video/mp4" : MediaWriter.mimeType(uri).orElse("");
    }
    return content(mimeType, source, file, resolution);
  }

  /** Where a file is: what only Google can fetch means nothing to others. */
  public static MediaSource source(String uri) {
    boolean isWeb = uri.startsWith("https://") || uri.startsWith("http://");
    return isWeb && !MediaWriter.isStored(uri) && !MediaWriter.isYouTube(uri)
        ? new MediaSource.Url(uri)
        : new MediaSource.FileId(Dialect.GEMINI_GENERATE, uri);
  }

  private static Content content(
      String mimeType, MediaSource source, GeminiObject data, @Nullable GeminiObject resolution) {
    return switch (mimeType.substring(0, Math.max(0, mimeType.indexOf('/')))) {
      case "image" ->
          new Content.Image(
              source, resolution == null ? null : DETAILS.get(resolution.text(LEVEL)));
      case "audio" -> new Content.Audio(source);
      case "video" -> new Content.Video(source);
      default -> {
        String name = data.text(DISPLAY_NAME);
        yield new Content.Document(source, name.isEmpty() ? null : name);
      }
    };
  }

  private static String plain(String mimeType) {
    int end = mimeType.indexOf(';');
    return (end < 0 ? mimeType : mimeType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }
}
