package dev.switchboard.provider.sandbox;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.ImageRequest;
import dev.switchboard.ir.ImageRequest.Look;
import dev.switchboard.ir.ImageResponse;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Usage;
import dev.switchboard.wire.Webp;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes and changes pictures. */
final class Studio {
  private static final ImageRequest.Size USUAL = new ImageRequest.Size(1_024, 1_024);
  private static final Set<String> FORMATS = Set.of("png", "jpeg", "webp");
  private static final int USUAL_QUALITY = 90;
  private static final long PIXELS_PER_TOKEN = 1_024;
  private static final long TOKENS_OF_A_PICTURE = 256;

  /** What was there still shows under what an edit adds. */
  private static final double OVER = 0.8;

  private Studio() {}

  /**
   * The pictures asked for.
   *
   * @param reported the model that the answer names
   * @throws FailureException for sizes and formats that it cannot make, and pictures it cannot read
   */
  static ImageResponse pictures(ImageRequest request, String reported) {
    Look look = request.look();
    String format = look.format() == null ? "png" : look.format();
    boolean clear = "transparent".equals(look.background());
    if (!FORMATS.contains(format)) {
      throw unsupported("output_format", format, "png, jpeg or webp");
    }
    if (clear && format.equals("jpeg")) {
      throw unsupported("background", "transparent", "opaque, or output_format png or webp");
    }
    @Nullable Canvas original =
        request.images().isEmpty() ? null : read(request.images().getFirst(), "image");
    ImageRequest.Size size = size(look.size(), original);
    if (format.equals("webp") && Math.max(size.width(), size.height()) > Webp.MOST_SIDE) {
      throw unsupported("size", size.toString(), "at most " + Webp.MOST_SIDE + " a side of WebP");
    }
    List<ImageResponse.Picture> pictures = new ArrayList<>(request.count());
    for (int i = 0; i < request.count(); i++) {
      Painter painter = new Painter(request.prompt(), i);
      Canvas canvas =
          original == null
              ? painter.picture(size, clear)
              : edited(painter, original.scaled(size.width(), size.height()), request);
      int quality = look.compression() == null ? USUAL_QUALITY : look.compression();
      byte[] bytes =
          switch (format) {
            case "png" -> canvas.png();
            case "webp" -> canvas.webp();
            default -> canvas.jpeg(quality);
          };
      pictures.add(
          new ImageResponse.Picture(
              new MediaSource.Inline("image/" + format, Base64.getEncoder().encodeToString(bytes)),
              null));
    }
    return new ImageResponse(
        reported,
        pictures,
        new Look(size, look.quality(), clear ? "transparent" : "opaque", format, null),
        usage(request, size));
  }

  private static Canvas edited(Painter painter, Canvas scaled, ImageRequest request) {
    MediaSource mask = request.mask();
    Canvas edited = scaled.copy();
    painter.draw(edited, OVER);
    if (mask != null) {
      edited.keep(scaled, read(mask, "mask").scaled(scaled.width(), scaled.height()));
    }
    return edited;
  }

  private static ImageRequest.Size size(
      ImageRequest.@Nullable Size asked, @Nullable Canvas original) {
    if (asked == null) {
      return original == null ? USUAL : new ImageRequest.Size(original.width(), original.height());
    }
    if ((long) asked.width() * asked.height() > Canvas.MAX_PIXELS) {
      throw unsupported("size", asked.toString(), "at most " + Canvas.MAX_PIXELS + " pixels");
    }
    return asked;
  }

  private static Canvas read(MediaSource source, String field) {
    if (!(source instanceof MediaSource.Inline inline)) {
      throw invalid(field, "not within the request (expected: a file or a data: URL)");
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(inline.base64());
    } catch (IllegalArgumentException _) {
      throw invalid(field, "not base64");
    }
    return Canvas.read(bytes)
        .orElseThrow(() ->
            invalid(
                field,
                inline.mimeType()
                    + " of "
                    + bytes.length
                    + " bytes (expected: a whole PNG or JPEG of at most "
                    + Canvas.MAX_PIXELS
                    + " pixels)"));
  }

  private static Usage usage(ImageRequest request, ImageRequest.Size size) {
    long each = Math.ceilDiv((long) size.width() * size.height(), PIXELS_PER_TOKEN);
    return new Usage(
        Tokens.count(request.prompt()),
        0,
        0,
        0,
        0,
        request.images().size() * TOKENS_OF_A_PICTURE,
        0,
        0,
        0,
        each * request.count(),
        Usage.Source.REPORTED,
        null);
  }

  private static FailureException unsupported(String field, String value, String expected) {
    return new FailureException(
        new Failure.Unsupported(
            field, field + ": " + value + " (expected in the sandbox: " + expected + ")"));
  }

  private static FailureException invalid(String field, String what) {
    return new FailureException(Failure.InvalidRequest.at("/" + field, field + ": " + what));
  }
}
