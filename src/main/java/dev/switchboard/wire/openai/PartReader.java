package dev.switchboard.wire.openai;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads content parts: OpenAI's own, and those that are in common use beside them ({@code
 * video_url}, {@code audio_url}, {@code thinking}). Any other type is kept as opaque.
 */
final class PartReader {

  /** Appends what the part means: the part, and a cache point if it carries one. */
  void read(Fields part, List<Content> to) {
    switch (part.text("type")) {
      case "text" -> to.add(new Content.Text(part.text("text")));
      case "refusal" -> to.add(new Content.Refusal(part.text("refusal")));
      case "image_url" -> to.add(image(part));
      case "input_audio" -> to.add(audio(part.object("input_audio")));
      case "audio_url" -> to.add(new Content.Audio(url(part, "audio_url")));
      case "video_url" -> to.add(new Content.Video(url(part, "video_url")));
      case "file" -> to.add(file(part.object("file")));
      case "thinking", "redacted_thinking" -> to.addAll(ReasoningSlots.readBlock(part));
      default -> to.add(new Content.Opaque(Dialect.OPENAI_CHAT, Json.text(part.node())));
    }
    cachePoint(part).ifPresent(to::add);
  }

  /** Anthropic's mark as gateways' callers send it, or OpenAI's own. */
  static Optional<Content.CachePoint> cachePoint(Fields object) {
    return object
        .optionalObject("cache_control")
        .map(control -> new Content.CachePoint(control.optionalText("ttl").orElse(null)))
        .or(() ->
            object.optional("prompt_cache_breakpoint").map(_ -> new Content.CachePoint(null)));
  }

  private static Content image(Fields part) {
    Located image = part.required("image_url");
    String detail =
        image.node().isObject() ? image.fields().optionalText("detail").orElse(null) : null;
    return new Content.Image(url(part, "image_url"), detail);
  }

  /** The address, given as {@code {"url": …}} or, by some callers, as a plain string. */
  private static MediaSource url(Fields part, String name) {
    Located value = part.required(name);
    if (value.node().isString()) {
      return source(value);
    }
    return source(value.fields().required("url"));
  }

  private static MediaSource source(Located url) {
    String text = url.text();
    if (DataUrl.isDataUrl(text)) {
      return DataUrl.read(text)
          .orElseThrow(() -> url.invalid("a data: URL with a media type and base64"));
    }
    if (text.indexOf(':') < 1) {
      throw url.invalid("an https: or data: URL");
    }
    return new MediaSource.Url(text);
  }

  private static Content audio(Fields audio) {
    String format = audio.text("format").toLowerCase(Locale.ROOT);
    String data = audio.text("data");
    if (DataUrl.isDataUrl(data)) {
      return new Content.Audio(source(audio.required("data")));
    }
    return new Content.Audio(
        new MediaSource.Inline(
            AudioFormats.mimeType(format), DataUrl.base64(audio.required("data"))));
  }

  private static Content file(Fields file) {
    String name = file.optionalText("filename").orElse(null);
    Optional<String> id = file.optionalText("file_id");
    if (id.isPresent()) {
      return new Content.Document(fileSource(id.get()), name);
    }
    Located data =
        file.optional("file_data")
            .or(() -> file.optional("file_url"))
            .orElseThrow(() -> file.invalid("file_data", "a data: URL, or file_id"));
    String text = data.text();
    if (DataUrl.isDataUrl(text) || isWebAddress(text)) {
      return new Content.Document(source(data), name);
    }
    return new Content.Document(
        new MediaSource.Inline("application/pdf", DataUrl.base64(data)), name);
  }

  /** LiteLLM's callers put a web address where OpenAI has the id of a stored file. */
  private static MediaSource fileSource(String id) {
    return isWebAddress(id)
        ? new MediaSource.Url(id)
        : new MediaSource.FileId(Dialect.OPENAI_CHAT, id);
  }

  private static boolean isWebAddress(String text) {
    return text.startsWith("https://") || text.startsWith("http://");
  }
}
