package dev.switchboard.ir;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Pictures to be made from words, and from other pictures.
 *
 * @param model the requested model, as the caller spelled it
 * @param images what is to be changed; none when a picture is made from words alone
 * @param mask where the first picture may be changed: its fully transparent places; null for
 *     everywhere
 * @param count how many pictures; at least 1
 * @param look what they are to look like
 * @param byUrl whether web addresses are wanted; else, and where a provider has none, bytes
 * @param partialImages unfinished pictures that a stream is to show; null when not said
 * @param endUser the caller's own user id; null when not given
 */
public record ImageRequest(
    String model,
    String prompt,
    List<MediaSource> images,
    @Nullable MediaSource mask,
    int count,
    Look look,
    boolean byUrl,
    @Nullable Integer partialImages,
    @Nullable String endUser,
    List<Extension> extensions)
    implements WorkRequest {
  public ImageRequest {
    Objects.requireNonNull(model);
    Objects.requireNonNull(prompt);
    images = List.copyOf(images);
    Objects.requireNonNull(look);
    extensions = List.copyOf(extensions);
    if (count < 1) {
      throw new IllegalArgumentException("count: " + count + " (expected: >= 1)");
    }
  }

  /**
   * What pictures are to look like; null where the model decides.
   *
   * @param size in pixels
   * @param quality {@code low}, {@code medium}, {@code high}, {@code standard}, {@code hd}
   * @param background {@code transparent} or {@code opaque}
   * @param format {@code png}, {@code jpeg} or {@code webp}
   * @param compression 0 to 100, for lossy formats
   */
  public record Look(
      @Nullable Size size,
      @Nullable String quality,
      @Nullable String background,
      @Nullable String format,
      @Nullable Integer compression) {
    /** All up to the model. */
    public static final Look ANY = new Look(null, null, null, null, null);
  }

  /** Width and height in pixels. */
  public record Size(int width, int height) {
    public Size {
      if (width < 1 || height < 1) {
        throw new IllegalArgumentException(
            "size: " + width + "x" + height + " (expected: both >= 1)");
      }
    }

    /** As vendors write it: {@code 1024x1536}. */
    @Override
    public String toString() {
      return width + "x" + height;
    }
  }

  /** The same request with its pictures elsewhere. */
  public ImageRequest withSources(List<MediaSource> sources, @Nullable MediaSource newMask) {
    return new ImageRequest(
        model, prompt, sources, newMask, count, look, byUrl, partialImages, endUser, extensions);
  }
}
