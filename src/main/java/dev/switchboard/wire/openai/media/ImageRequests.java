package dev.switchboard.wire.openai.media;

import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.ImageRequest;
import dev.switchboard.ir.ImageRequest.Look;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import dev.switchboard.wire.FormPart;
import dev.switchboard.wire.openai.DataUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bodies of {@code POST /images/generations} and {@code POST /images/edits}, read.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/images">source</a>
 */
public final class ImageRequests {
  /** The most pictures that one request may ask for. */
  public static final int MAX_COUNT = 10;

  /** The most pictures that one edit may have. */
  public static final int MAX_IMAGES = 16;

  private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,4})x([1-9]\\d{0,4})");
  private static final Set<String> KNOWN =
      Set.of(
          "model",
          "prompt",
          "n",
          "size",
          "quality",
          "background",
          "output_format",
          "output_compression",
          "response_format",
          "stream",
          "partial_images",
          "user",
          "images",
          "mask");

  private ImageRequests() {}

  /**
   * A request as a caller sent it.
   *
   * @param stream whether events are wanted
   */
  public record Asked(ImageRequest request, boolean stream) {}

  /**
   * Reads the body of a generation.
   *
   * @param fallbackModel taken when the body names none
   */
  public static Asked generation(byte[] json, String fallbackModel) {
    return asked(Fields.of(Json.parse(json)), fallbackModel, List.of(), null);
  }

  /** Reads the JSON body of an edit: pictures are addresses, {@code data:} URLs or file ids. */
  public static Asked edit(byte[] json, String fallbackModel) {
    Fields fields = Fields.of(Json.parse(json));
    List<MediaSource> images = new ArrayList<>();
    for (Fields image : fields.objects("images")) {
      images.add(source(image));
    }
    requireCount(images.size(), "/images");
    return asked(
        fields,
        fallbackModel,
        images,
        fields.optionalObject("mask").map(ImageRequests::source).orElse(null));
  }

  /** Reads the form of an edit: pictures are files. */
  public static Asked edit(List<FormPart> parts, String fallbackModel) {
    List<FormPart> files = FormFields.files(parts, "image");
    requireCount(files.size(), "/image");
    List<MediaSource> images = files.stream().map(ImageRequests::source).toList();
    List<FormPart> masks = FormFields.files(parts, "mask");
    List<FormPart> plain =
        parts.stream().filter(p -> !files.contains(p) && !masks.contains(p)).toList();
    return asked(
        FormFields.of(plain),
        fallbackModel,
        images,
        masks.isEmpty() ? null : source(masks.getFirst()));
  }

  private static void requireCount(int images, String pointer) {
    if (images < 1 || images > MAX_IMAGES) {
      throw new InvalidFieldException(
          pointer, images + " pictures", "1 to " + MAX_IMAGES + " pictures");
    }
  }

  private static MediaSource source(FormPart file) {
    String base64 = file.content().base64();
    String declared = file.content().mimeType().toLowerCase(Locale.ROOT);
    // Some SDKs send pictures as application/octet-stream; the bytes know better.
    String type = declared.startsWith("image/") ? declared : MediaTypes.ofImage(base64);
    return new MediaSource.Inline(type, base64);
  }

  private static MediaSource source(Fields image) {
    Optional<Located> url = image.optional("image_url");
    if (url.isEmpty()) {
      return new MediaSource.FileId(Dialect.OPENAI_MEDIA, image.text("file_id"));
    }
    String text = url.get().text();
    if (!DataUrl.isDataUrl(text)) {
      return new MediaSource.Url(text);
    }
    return DataUrl.read(text)
        .orElseThrow(() -> url.get().invalid("a data: URL with a type and base64"));
  }

  private static Asked asked(
      Fields fields, String fallbackModel, List<MediaSource> images, @Nullable MediaSource mask) {
    OptionalLong count = fields.optionalInteger("n", 1, MAX_COUNT);
    OptionalLong partial = fields.optionalInteger("partial_images", 0, 3);
    boolean byUrl =
        fields
            .optionalChoice("response_format", Map.of("url", true, "b64_json", false))
            .orElse(false);
    ImageRequest request =
        new ImageRequest(
            fields.optionalText("model").orElse(fallbackModel),
            fields.text("prompt"),
            images,
            mask,
            count.isPresent() ? (int) count.getAsLong() : 1,
            look(fields),
            byUrl,
            partial.isPresent() ? (int) partial.getAsLong() : null,
            fields.optionalText("user").orElse(null),
            Extras.of(fields, KNOWN));
    return new Asked(request, fields.boolOr("stream", false));
  }

  private static Look look(Fields fields) {
    OptionalLong compression = fields.optionalInteger("output_compression", 0, 100);
    return new Look(
        fields.optional("size").map(ImageRequests::size).orElse(null),
        said(fields, "quality"),
        said(fields, "background"),
        fields
            .optionalChoice("output_format", Map.of("png", "png", "jpeg", "jpeg", "webp", "webp"))
            .orElse(null),
        compression.isPresent() ? (int) compression.getAsLong() : null);
  }

  /** A word that decides something; {@code auto} decides nothing. */
  private static @Nullable String said(Fields fields, String name) {
    return fields.optionalText(name).filter(word -> !word.equals("auto")).orElse(null);
  }

  private static ImageRequest.@Nullable Size size(Located value) {
    if (value.text().equals("auto")) {
      return null;
    }
    return size(value.text()).orElseThrow(() -> value.invalid("auto, or a size as 1024x1024"));
  }

  /** A size as vendors write it. */
  static Optional<ImageRequest.Size> size(String text) {
    Matcher matcher = SIZE.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new ImageRequest.Size(
                Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }
}
