package dev.switchboard.access;

import java.util.Objects;

/**
 * The right to serve one call: what {@link Gate#admit} gives, and the only source of a {@link
 * Lease}.
 */
public final class Admission {
  private final VirtualKey key;
  private final String surface;
  private final boolean modelsChecked;

  Admission(VirtualKey key, String surface, boolean modelsChecked) {
    this.key = Objects.requireNonNull(key);
    this.surface = Objects.requireNonNull(surface);
    this.modelsChecked = modelsChecked;
  }

  /** The caller's key. */
  public VirtualKey key() {
    return key;
  }

  /** The route's label. */
  public String surface() {
    return surface;
  }

  /**
   * The right to make one attempt at a target.
   *
   * @param provider the configured provider's name
   * @param upstreamModel as it will be sent
   * @throws dev.switchboard.ir.FailureException with {@link dev.switchboard.ir.Failure.Forbidden}
   *     {@code model_not_allowed} when the caller named no model and the key does not allow {@code
   *     provider/upstreamModel}
   */
  public Lease lease(String provider, String upstreamModel) {
    if (!modelsChecked && !key.allowsModel(provider + "/" + upstreamModel)) {
      throw Gate.notAllowed(key, provider + "/" + upstreamModel);
    }
    return new Lease(this, provider, upstreamModel);
  }

  @Override
  public String toString() {
    return "Admission[" + key.id() + ", " + surface + "]";
  }
}
