package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.json.Json;
import dev.switchboard.wire.Declined;
import dev.switchboard.wire.Remarks;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Pictures and documents as blocks of a request. */
final class MediaBlocks {
  private static final Set<String> IMAGES =
      Set.of("image/jpeg", "image/png", "image/gif", "image/webp");
  private static final Set<String> TEXTS =
      Set.of("application/json", "application/xml", "application/yaml", "application/x-yaml");

  private MediaBlocks() {}

  static ObjectNode image(Content.Image image, Remarks notes) {
    if ("low".equals(image.detail()) || "high".equals(image.detail())) {
      notes.omitted("detail", "the detail of images cannot be chosen");
    }
    ObjectNode block = Json.object().put("type", "image");
    block.set(
        "source",
        switch (image.source()) {
          case MediaSource.Inline inline -> {
            String type = inline.mimeType().equals("image/jpg") ? "image/jpeg" : inline.mimeType();
            if (!IMAGES.contains(type)) {
              throw Declined.unsupported(
                  "image",
                  "images of type "
                      + Json.quote(Declined.shown(inline.mimeType()))
                      + " are not taken (expected: image/jpeg, image/png, image/gif, image/webp)");
            }
            yield base64(type, inline.base64());
          }
          case MediaSource.Url url -> url(url);
          case MediaSource.FileId file -> file(file);
        });
    return block;
  }

  static ObjectNode document(Content.Document document, Remarks notes) {
    if (document.source() instanceof MediaSource.Inline inline
        && inline.mimeType().startsWith("image/")) {
      return image(new Content.Image(inline, null), notes);
    }
    ObjectNode block = Json.object().put("type", "document");
    block.set(
        "source",
        switch (document.source()) {
          case MediaSource.Inline inline -> inlineDocument(inline, notes);
          case MediaSource.Url url -> url(url);
          case MediaSource.FileId file -> file(file);
        });
    if (document.name() != null && !document.name().isBlank()) {
      block.put("title", document.name());
    }
    return block;
  }

  /** Whether the provider fetches this address; it refuses all but https. */
  static boolean isFetched(MediaSource.Url url) {
    return url.url().toLowerCase(Locale.ROOT).startsWith("https://");
  }

  private static ObjectNode inlineDocument(MediaSource.Inline inline, Remarks notes) {
    String type = inline.mimeType();
    if (type.equals("application/pdf")) {
      return base64(type, inline.base64());
    }
    if (!type.startsWith("text/") && !TEXTS.contains(type)) {
      throw Declined.unsupported(
          "document",
          "documents of type "
              + Json.quote(Declined.shown(type))
              + " are not taken (expected: application/pdf or text)");
    }
    if (!type.equals("text/plain")) {
      notes.approximated("document", "a document of type " + type + " is sent as plain text");
    }
    return Json.object()
        .put("type", "text")
        .put("media_type", "text/plain")
        .put("data", text(inline));
  }

  private static String text(MediaSource.Inline inline) {
    try {
      byte[] bytes = Base64.getDecoder().decode(inline.base64());
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException _) {
      throw Declined.invalid("", "a text document is not base64 of UTF-8 text");
    }
  }

  private static ObjectNode base64(String type, String data) {
    return Json.object().put("type", "base64").put("media_type", type).put("data", data);
  }

  private static ObjectNode url(MediaSource.Url url) {
    if (!isFetched(url)) {
      throw Declined.unsupported(
          "url",
          "the address "
              + Json.quote(Declined.shown(url.url()))
              + " is not fetched by the provider (expected: https)");
    }
    return Json.object().put("type", "url").put("url", url.url());
  }

  private static ObjectNode file(MediaSource.FileId file) {
    if (file.dialect() != Dialect.ANTHROPIC_MESSAGES) {
      throw Declined.unsupported(
          "file", "a file stored at another provider cannot be read: " + Declined.shown(file.id()));
    }
    return Json.object().put("type", "file").put("file_id", file.id());
  }
}
