package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.json.Json;
import java.util.Optional;

/**
 * Reads the parts that mean the same whoever says them: text, media, and what only Google knows.
 */
final class RequestParts {
  static final Name TEXT = Name.of("text");
  private static final Name MEDIA_RESOLUTION = Name.of("mediaResolution");
  private static final Name VIDEO_METADATA = Name.of("videoMetadata");

  private RequestParts() {}

  /** The part; empty for one that says nothing. */
  static Optional<Content> read(GeminiObject part) {
    if (part.has(TEXT)) {
      String text = part.text(TEXT);
      return text.isEmpty() ? Optional.empty() : Optional.of(new Content.Text(text));
    }
    // A clip of a video, or its frame rate, changes what is meant, and nobody else can be told.
    boolean isClip = part.object(VIDEO_METADATA).filter(m -> !m.isEmpty()).isPresent();
    GeminiObject resolution = part.object(MEDIA_RESOLUTION).orElse(null);
    Optional<GeminiObject> blob = part.object(MediaReader.INLINE_DATA);
    if (blob.isPresent() && !isClip) {
      return Optional.of(MediaReader.inline(blob.get(), resolution));
    }
    Optional<GeminiObject> file = part.object(MediaReader.FILE_DATA);
    if (file.isPresent() && !isClip) {
      return Optional.of(MediaReader.file(file.get(), resolution));
    }
    return PartReader.hasData(part)
        ? Optional.of(new Content.Opaque(Dialect.GEMINI_GENERATE, Json.text(part.fields().node())))
        : Optional.empty();
  }
}
