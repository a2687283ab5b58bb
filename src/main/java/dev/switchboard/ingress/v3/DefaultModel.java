package dev.switchboard.ingress.v3;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The model for calls that name none.
 *
 * @param remark what a caller must know about it; null for nothing
 */
public record DefaultModel(String model, @Nullable String remark) {
  public DefaultModel {
    Objects.requireNonNull(model);
  }
}
