package dev.switchboard.provider.cohere;

import dev.switchboard.http.Headers;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.ProviderHeaders;
import dev.switchboard.provider.WorkEndpoint;
import dev.switchboard.wire.WorkClient;
import dev.switchboard.wire.cohere.CohereWorkClient;

/** Cohere's vectors at a provider. */
public final class CohereWorkEndpoint implements WorkEndpoint {
  private final WorkClient codec;
  private final Headers headers;

  public CohereWorkEndpoint(ProviderConfig config) {
    this.codec = new CohereWorkClient(config.name());
    this.headers = ProviderHeaders.of(config).build();
  }

  @Override
  public WorkClient codec() {
    return codec;
  }

  @Override
  public Headers headers() {
    return headers;
  }
}
