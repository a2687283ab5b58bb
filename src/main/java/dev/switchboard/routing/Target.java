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
 */
public record Target(
    String provider, String upstreamModel, String requestedModel, @Nullable String remark) {
  public Target {
    Objects.requireNonNull(provider);
    Objects.requireNonNull(upstreamModel);
    Objects.requireNonNull(requestedModel);
  }

  /** {@code provider/model}. */
  public String id() {
    return provider + "/" + upstreamModel;
  }
}
