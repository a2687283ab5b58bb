package dev.switchboard.catalog;

import java.util.Optional;

/**
 * Where a model is in its life.
 *
 * @param released {@code yyyy-MM-dd} or {@code yyyy-MM}
 * @param status what the source says about it
 * @param successor for a deprecated model, the id (of the same provider) to use instead; derived
 *     from family, kind, price and date, no vendor's word
 * @param openWeights the weights can be downloaded
 */
public record Lifecycle(
    Optional<String> released, Status status, Optional<String> successor, boolean openWeights) {

  /** Nothing is known. */
  public static final Lifecycle UNKNOWN =
      new Lifecycle(Optional.empty(), Status.ACTIVE, Optional.empty(), false);

  /** A stage of life. */
  public enum Status {
    ALPHA,
    BETA,
    ACTIVE,
    DEPRECATED
  }

  /** Whether the vendor is about to switch it off. */
  public boolean deprecated() {
    return status == Status.DEPRECATED;
  }
}
