package dev.switchboard.wire.bedrock;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.json.Json;
import dev.switchboard.wire.Declined;
import dev.switchboard.wire.Remarks;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Pictures, documents, videos and sounds as blocks: a format's name and bytes. */
final class Media {
  private static final Map<String, String> IMAGES =
      Map.of(
          "image/png", "png",
          "image/jpeg", "jpeg",
          "image/jpg", "jpeg",
          "image/gif", "gif",
          "image/webp", "webp");
  private static final Map<String, String> DOCUMENTS =
      Map.of(
          "application/pdf", "pdf",
          "text/csv", "csv",
          "application/msword", "doc",
          "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx",
          "application/vnd.ms-excel", "xls",
          "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx",
          "text/html", "html",
          "text/plain", "txt",
          "text/markdown", "md");
  private static final Map<String, String> VIDEOS =
      Map.of(
          "video/x-matroska", "mkv",
          "video/quicktime", "mov",
          "video/mp4", "mp4",
          "video/webm", "webm",
          "video/x-flv", "flv",
          "video/mpeg", "mpeg",
          "video/x-ms-wmv", "wmv",
          "video/3gpp", "three_gp");
  private static final Map<String, String> SOUNDS =
      Map.of(
          "audio/mpeg", "mp3",
          "audio/mp3", "mp3",
          "audio/wav", "wav",
          "audio/x-wav", "wav",
          "audio/ogg", "ogg",
          "audio/opus", "opus",
          "audio/flac", "flac",
          "audio/aac", "aac",
          "audio/mp4", "m4a",
          "audio/webm", "webm");

  private final Remarks remarks;
  private final Set<String> names = new HashSet<>();

  Media(Remarks remarks) {
    this.remarks = remarks;
  }

  ObjectNode image(Content.Image image) {
    if ("low".equals(image.detail()) || "high".equals(image.detail())) {
      remarks.omitted("detail", "the detail of images cannot be chosen");
    }
    return block("image", image.source(), IMAGES);
  }

  ObjectNode video(Content.Video video) {
    return block("video", video.source(), VIDEOS);
  }

  ObjectNode audio(Content.Audio audio) {
    return block("audio", audio.source(), SOUNDS);
  }

  ObjectNode document(Content.Document document) {
    MediaSource source = document.source();
    if (source instanceof MediaSource.Inline inline && inline.mimeType().startsWith("image/")) {
      return image(new Content.Image(inline, null));
    }
    if (source instanceof MediaSource.Inline inline
        && !DOCUMENTS.containsKey(inline.mimeType())
        && (inline.mimeType().startsWith("text/")
            || inline.mimeType().equals("application/json"))) {
      remarks.approximated(
          "document", "a document of type " + inline.mimeType() + " is sent as plain text");
      source = new MediaSource.Inline("text/plain", inline.base64());
    }
    ObjectNode block = block("document", source, DOCUMENTS);
    if (block.get("document") instanceof ObjectNode inner) {
      inner.put("name", name(document.name()));
    }
    return block;
  }

  /** Names are unique, and of letters, digits, blanks, hyphens and brackets only. */
  private String name(@Nullable String given) {
    String fitting =
        given == null
            ? ""
            : given.replaceAll("[^a-zA-Z0-9 \\-()\\[\\]]", " ").strip().replaceAll(" {2,}", " ");
    String base =
        fitting.isEmpty() ? "document" : fitting.substring(0, Math.min(180, fitting.length()));
    if (given != null && !base.equals(given)) {
      remarks.approximated("document", "the name of a document was changed to fit");
    }
    String name = base;
    for (int again = 2; !names.add(name); again++) {
      name = base + " " + again;
    }
    return name;
  }

  private static ObjectNode block(String kind, MediaSource source, Map<String, String> formats) {
    ObjectNode inner = Json.object();
    switch (source) {
      case MediaSource.Inline inline -> {
        String format = formats.get(inline.mimeType());
        if (format == null) {
          throw unsupported(kind, inline.mimeType(), formats);
        }
        inner.put("format", format).putObject("source").put("bytes", inline.base64());
      }
      case MediaSource.Url url -> {
        if (!url.url().startsWith("s3://")) {
          throw Declined.unsupported(
              "url", "the provider does not fetch " + Json.quote(Declined.shown(url.url())));
        }
        String end = url.url().substring(url.url().lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String format = end.equals("jpg") ? "jpeg" : end;
        if (!formats.containsValue(format)) {
          throw unsupported(kind, url.url(), formats);
        }
        inner
            .put("format", format)
            .putObject("source")
            .putObject("s3Location")
            .put("uri", url.url());
      }
      case MediaSource.FileId file ->
          throw Declined.unsupported(
              "file",
              "a file stored at another provider cannot be read: " + Declined.shown(file.id()));
    }
    return Json.object().set(kind, inner);
  }

  private static RuntimeException unsupported(
      String kind, String what, Map<String, String> formats) {
    return Declined.unsupported(
        kind,
        kind
            + " of type "
            + Json.quote(Declined.shown(what))
            + " is not taken (expected: one of "
            + String.join(", ", new TreeSet<>(formats.values()))
            + ")");
  }
}
