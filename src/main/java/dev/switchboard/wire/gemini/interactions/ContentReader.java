package dev.switchboard.wire.gemini.interactions;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import dev.switchboard.wire.gemini.Base64Text;
import dev.switchboard.wire.gemini.MediaReader;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads what users and models say: texts, pictures, sounds, videos, documents. */
final class ContentReader {
  private static final Set<String> TYPES = Set.of("text", "image", "audio", "video", "document");

  /** The levels that have a counterpart; any other is the provider's own choice elsewhere. */
  private static final Map<String, String> DETAILS = Map.of("low", "low", "high", "high");

  private ContentReader() {}

  static boolean isContent(JsonNode type) {
    return TYPES.contains(type.asString(""));
  }

  static List<Content> list(Located given) {
    if (given.node().isObject()) {
      return List.of(read(given.fields()));
    }
    return given.objects().stream().map(ContentReader::read).toList();
  }

  static Content read(Fields content) {
    return switch (content.text("type")) {
      // What a text cites is of use to its reader only.
      case "text" -> new Content.Text(content.text("text"));
      case "image" ->
          new Content.Image(
              source(content), content.optionalText("resolution").map(DETAILS::get).orElse(null));
      case "audio" -> audio(content);
      case "video" -> video(content);
      case "document" ->
          new Content.Document(source(content), content.optionalText("name").orElse(null));
      default ->
          throw content.invalid(
              "type", "text, image, audio, video, document or the type of a step");
    };
  }

  private static MediaSource source(Fields content) {
    Optional<String> data = content.optionalText("data").filter(d -> !d.isEmpty());
    if (data.isPresent()) {
      String mimeType = mimeType(content);
      if (mimeType.isEmpty()) {
        throw content.invalid("mime_type", "a media type such as image/png");
      }
      return new MediaSource.Inline(mimeType, Base64Text.standard(data.get()));
    }
    return MediaReader.source(
        content
            .optionalText("uri")
            .filter(uri -> !uri.isEmpty())
            .orElseThrow(() -> content.invalid("data", "bytes in base64, or a uri instead")));
  }

  private static String mimeType(Fields content) {
    String mimeType = content.optionalText("mime_type").orElse("");
    int end = mimeType.indexOf(';');
    return (end < 0 ? mimeType : mimeType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /** Samples without a head mean nothing without their rate, which only Google can be told. */
  private static Content audio(Fields audio) {
    String mimeType = mimeType(audio);
    boolean headless = Set.of("audio/l16", "audio/alaw", "audio/mulaw").contains(mimeType);
    if (!headless || audio.optionalInteger("sample_rate").isEmpty()) {
      return new Content.Audio(source(audio));
    }
    StringBuilder type = new StringBuilder(mimeType);
    type.append(";rate=").append(audio.integer("sample_rate", 1, 1_000_000));
    audio.optionalInteger("channels", 1, 64).ifPresent(n -> type.append(";channels=").append(n));
    return new Content.Opaque(
        Dialect.GEMINI_GENERATE, Json.text(part(source(audio), type.toString())));
  }

  /** A clip of a video, or its frame rate, changes what is meant, and only Google can be told. */
  private static Content video(Fields video) {
    Optional<Located> processing = video.optional("processing");
    if (processing.isEmpty() || processing.get().node().asString("").equals("static")) {
      return new Content.Video(source(video));
    }
    if (!processing.get().node().isObject()) {
      throw new FailureException(
          new Failure.Unsupported(
              "processing",
              processing.get().pointer() + ": not offered (expected: static processing)"));
    }
    Fields clip = processing.get().fields();
    ObjectNode part = part(source(video), mimeType(video));
    ObjectNode metadata = part.putObject("videoMetadata");
    clip.optionalText("start_offset").ifPresent(at -> metadata.put("startOffset", at));
    clip.optionalText("end_offset").ifPresent(at -> metadata.put("endOffset", at));
    clip.optionalNumber("fps").ifPresent(fps -> metadata.put("fps", fps));
    return new Content.Opaque(Dialect.GEMINI_GENERATE, Json.text(part));
  }

  private static ObjectNode part(MediaSource source, String mimeType) {
    ObjectNode part = Json.object();
    switch (source) {
      case MediaSource.Inline inline ->
          part.putObject("inlineData").put("mimeType", mimeType).put("data", inline.base64());
      case MediaSource.Url url -> file(part, url.url(), mimeType);
      case MediaSource.FileId file -> file(part, file.id(), mimeType);
    }
    return part;
  }

  private static void file(ObjectNode part, String uri, String mimeType) {
    ObjectNode file = part.putObject("fileData").put("fileUri", uri);
    if (!mimeType.isEmpty()) {
      file.put("mimeType", mimeType);
    }
  }
}
