package dev.switchboard.access;

import java.util.Objects;

/** The right to make one attempt at one target: what a provider demands to be called. */
public final class Lease {
  private final Admission admission;
  private final String provider;
  private final String upstreamModel;

  Lease(Admission admission, String provider, String upstreamModel) {
    this.admission = Objects.requireNonNull(admission);
    this.provider = Objects.requireNonNull(provider);
    this.upstreamModel = Objects.requireNonNull(upstreamModel);
  }

  /** On whose behalf. */
  public Admission admission() {
    return admission;
  }

  /** The configured provider's name. */
  public String provider() {
    return provider;
  }

  /** The model's name as it is sent to the provider. */
  public String upstreamModel() {
    return upstreamModel;
  }

  /**
   * Does nothing if it is for this model of this provider.
   *
   * @throws IllegalStateException if it is for another one
   */
  public void requireFor(String asked, String model) {
    if (!provider.equals(asked) || !upstreamModel.equals(model)) {
      throw new IllegalStateException(this + " does not cover " + asked + "/" + model);
    }
  }

  @Override
  public String toString() {
    return "Lease[" + provider + "/" + upstreamModel + ", " + admission.key().id() + "]";
  }
}
