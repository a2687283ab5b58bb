package dev.switchboard.routing;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One place that can serve a call.
 *
 * @param provider the configured provider's name
 * @param upstreamModel the model's name there
 * @param requestedModel the name that led here
 * @param remark why this is not quite what was asked for, safe for callers; null when it is
 * @param id {@code provider/model}; made once, because a call looks up a dozen things by it
 */
public record Target(
    String provider,
    String upstreamModel,
    String requestedModel,
    @Nullable String remark,
    String id) {
  public Target {
    Objects.requireNonNull(requestedModel);
    if (id.length() != provider.length() + 1 + upstreamModel.length()) {
      throw new IllegalArgumentException(
          "id: " + id + " (expected: " + provider + "/" + upstreamModel + ")");
    }
  }

  /** One whose id is made of the provider and the model. */
  public Target(
      String provider, String upstreamModel, String requestedModel, @Nullable String remark) {
    this(provider, upstreamModel, requestedModel, remark, provider + "/" + upstreamModel);
  }
}
