package dev.switchboard.provider;

import dev.switchboard.http.Headers;
import dev.switchboard.wire.WorkClient;

/** A vendor whose work needs nothing but its codec and the configured credential. */
public record PlainWorkEndpoint(WorkClient codec, Headers headers) implements WorkEndpoint {

  /** The vendor that a provider's configuration names. */
  public PlainWorkEndpoint(ProviderConfig config, WorkClient codec) {
    this(codec, ProviderHeaders.of(config).build());
  }
}
