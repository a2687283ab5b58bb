package dev.switchboard.wire.openai.media;

import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.ImageRequest;
import dev.switchboard.ir.ImageRequest.Look;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.json.Json;
import dev.switchboard.wire.Declined;
import dev.switchboard.wire.FormPart;
import dev.switchboard.wire.WorkCall;
import dev.switchboard.wire.WorkPayload;
import dev.switchboard.wire.openai.DataUrl;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes requests for pictures for a vendor; one instance per request. */
final class ImageWriter {
  private final ImageRequest request;
  private final String upstreamModel;
  private final boolean stream;

  ImageWriter(ImageRequest request, String upstreamModel, boolean stream) {
    this.request = request;
    this.upstreamModel = upstreamModel;
    this.stream = stream;
  }

  WorkCall write() {
    ObjectNode fields = fields();
    if (request.images().isEmpty()) {
      Extras.write(request.extensions(), fields);
      return call("/images/generations", json(fields));
    }
    return call("/images/edits", allInline() ? form(fields) : references(fields));
  }

  private WorkCall call(String path, WorkPayload payload) {
    return new WorkCall(
        path, payload, stream ? WorkCall.Framing.EVENTS : WorkCall.Framing.WHOLE, List.of());
  }

  private ObjectNode fields() {
    ObjectNode fields = Json.object();
    fields.put("model", upstreamModel);
    fields.put("prompt", request.prompt());
    if (request.count() != 1) {
      fields.put("n", request.count());
    }
    Look look = request.look();
    if (look.size() != null) {
      fields.put("size", look.size().toString());
    }
    put(fields, "quality", look.quality());
    if (makesPngAlone()) {
      requirePng(look);
    } else {
      put(fields, "background", look.background());
      put(fields, "output_format", look.format());
      if (look.compression() != null) {
        fields.put("output_compression", look.compression());
      }
    }
    if (request.byUrl()) {
      fields.put("response_format", "url");
    } else if (givesUrlsUnasked()) {
      fields.put("response_format", "b64_json");
    }
    put(fields, "user", request.endUser());
    if (stream) {
      fields.put("stream", true);
      if (request.partialImages() != null) {
        fields.put("partial_images", request.partialImages());
      }
    }
    return fields;
  }

  /** OpenAI's newer models refuse the field; all others take it and would give addresses. */
  private boolean givesUrlsUnasked() {
    return !upstreamModel.startsWith("gpt-image") && !upstreamModel.startsWith("chatgpt-image");
  }

  /**
   * The models before the GPT image models have no fields for the form and the background of their
   * pictures.
   *
   * @see <a href="https://platform.openai.com/docs/api-reference/images/create">source</a>
   */
  private boolean makesPngAlone() {
    return upstreamModel.startsWith("dall-e");
  }

  private void requirePng(Look look) {
    String format = look.format();
    if (format != null && !format.equals("png")) {
      throw refused("output_format", format, "png");
    }
    String background = look.background();
    if (background != null && !background.equals("auto") && !background.equals("opaque")) {
      throw refused("background", background, "opaque");
    }
    if (look.compression() != null) {
      throw refused("output_compression", String.valueOf(look.compression()), "not given");
    }
  }

  private FailureException refused(String field, String value, String expected) {
    return Declined.unsupported(
        field, "%s: %s of %s (expected: %s)".formatted(field, value, upstreamModel, expected));
  }

  private boolean allInline() {
    MediaSource mask = request.mask();
    return request.images().stream().allMatch(MediaSource.Inline.class::isInstance)
        && (mask == null || mask instanceof MediaSource.Inline);
  }

  private WorkPayload form(ObjectNode fields) {
    List<FormPart> parts = new ArrayList<>();
    fields.forEachEntry((name, value) -> parts.add(FormPart.text(name, text(value))));
    for (Extension extra : request.extensions()) {
      if (extra.dialect() == Dialect.OPENAI_MEDIA) {
        parts.add(FormPart.text(extra.name(), text(Json.parse(extra.json()))));
      }
    }
    boolean several = request.images().size() > 1;
    for (MediaSource image : request.images()) {
      parts.add(file(several ? "image[]" : "image", (MediaSource.Inline) image));
    }
    if (request.mask() instanceof MediaSource.Inline mask) {
      parts.add(file("mask", mask));
    }
    return new WorkPayload.Form(parts);
  }

  private static String text(JsonNode value) {
    return value.isString() ? value.stringValue() : Json.text(value);
  }

  private static FormPart file(String name, MediaSource.Inline image) {
    return new FormPart(
        name,
        MediaTypes.fileName("image", image.mimeType()),
        Blob.ofBase64(image.mimeType(), image.base64()));
  }

  /** Pictures that are elsewhere can be named in JSON only. */
  private WorkPayload references(ObjectNode fields) {
    Extras.write(request.extensions(), fields);
    ArrayNode images = fields.putArray("images");
    request.images().forEach(image -> images.add(reference(image)));
    MediaSource mask = request.mask();
    if (mask != null) {
      fields.set("mask", reference(mask));
    }
    return json(fields);
  }

  private static ObjectNode reference(MediaSource source) {
    ObjectNode node = Json.object();
    return switch (source) {
      case MediaSource.Inline inline -> node.put("image_url", DataUrl.write(inline));
      case MediaSource.Url url -> node.put("image_url", url.url());
      case MediaSource.FileId file -> node.put("file_id", file.id());
    };
  }

  private static WorkPayload json(ObjectNode fields) {
    return new WorkPayload.Whole(new Blob("application/json", Json.write(fields)));
  }

  private static void put(ObjectNode fields, String name, @Nullable String value) {
    if (value != null) {
      fields.put(name, value);
    }
  }
}
