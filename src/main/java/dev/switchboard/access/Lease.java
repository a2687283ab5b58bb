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

  @Override
  public String toString() {
    return "Lease[" + provider + "/" + upstreamModel + ", " + admission.key().id() + "]";
  }
}
