package dev.switchboard.wire.openai.responses;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import dev.switchboard.wire.openai.DataUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the content of input items: a text, or parts. */
final class PartReader {
  private PartReader() {}

  static List<Content> content(Located content) {
    if (content.node().isString()) {
      return List.of(new Content.Text(content.text()));
    }
    if (!content.node().isArray()) {
      throw content.invalid("a string or an array of parts");
    }
    List<Content> all = new ArrayList<>();
    for (Fields part : content.objects()) {
      all.add(part(part));
      if (part.optional("prompt_cache_breakpoint").isPresent()) {
        all.add(new Content.CachePoint(null));
      }
    }
    return all;
  }

  private static Content part(Fields part) {
    return switch (part.text("type")) {
      case "input_text", "output_text", "text", "summary_text" ->
          new Content.Text(part.text("text"));
      case "refusal" -> new Content.Refusal(part.text("refusal"));
      case "input_image" -> image(part);
      case "input_file" -> file(part);
      case "input_audio" -> audio(part);
      case "input_video" -> new Content.Video(source(part.required("video_url")));
      default -> new Content.Opaque(Dialect.OPENAI_RESPONSES, Json.text(part.node()));
    };
  }

  private static Content image(Fields part) {
    String detail = part.optionalText("detail").filter(d -> !d.equals("auto")).orElse(null);
    Optional<String> id = part.optionalText("file_id");
    if (id.isPresent()) {
      return new Content.Image(stored(id.get()), detail);
    }
    Located url = part.required("image_url");
    // Some callers send the chat dialect's {"url": …}.
    return new Content.Image(
        source(url.node().isObject() ? url.fields().required("url") : url), detail);
  }

  private static Content file(Fields part) {
    String name = part.optionalText("filename").orElse(null);
    Optional<String> id = part.optionalText("file_id");
    if (id.isPresent()) {
      return new Content.Document(stored(id.get()), name);
    }
    Optional<Located> url = part.optional("file_url");
    if (url.isPresent()) {
      return new Content.Document(source(url.get()), name);
    }
    Located data =
        part.optional("file_data")
            .orElseThrow(() -> part.invalid("file_data", "a data: URL, or file_url, or file_id"));
    return new Content.Document(
        DataUrl.isDataUrl(data.text())
            ? source(data)
            : new MediaSource.Inline("application/pdf", DataUrl.base64(data)),
        name);
  }

  private static Content audio(Fields part) {
    Fields audio = part.optionalObject("input_audio").orElse(part);
    String format = audio.text("format").toLowerCase(Locale.ROOT);
    String type = format.equals("mp3") ? "audio/mpeg" : "audio/" + format;
    return new Content.Audio(new MediaSource.Inline(type, DataUrl.base64(audio.required("data"))));
  }

  /** Files are OpenAI's, whichever of its dialects names them. */
  private static MediaSource stored(String id) {
    return new MediaSource.FileId(Dialect.OPENAI_CHAT, id);
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
}
