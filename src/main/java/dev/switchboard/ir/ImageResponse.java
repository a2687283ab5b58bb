package dev.switchboard.ir;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Pictures.
 *
 * @param images in the provider's order
 * @param look what the provider says they look like, as far as it says
 */
public record ImageResponse(
    String reportedModel, List<Picture> images, ImageRequest.Look look, Usage usage)
    implements WorkResponse {
  public ImageResponse {
    Objects.requireNonNull(reportedModel);
    images = List.copyOf(images);
    Objects.requireNonNull(look);
    Objects.requireNonNull(usage);
  }

  /**
   * One picture.
   *
   * @param revisedPrompt what the provider made of the prompt; null when it does not say
   */
  public record Picture(MediaSource source, @Nullable String revisedPrompt) {
    public Picture {
      Objects.requireNonNull(source);
    }
  }
}
