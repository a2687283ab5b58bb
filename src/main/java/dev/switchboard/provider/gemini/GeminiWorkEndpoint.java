package dev.switchboard.provider.gemini;

import dev.switchboard.http.Headers;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.ProviderHeaders;
import dev.switchboard.provider.WorkEndpoint;
import dev.switchboard.wire.WorkClient;
import dev.switchboard.wire.gemini.GeminiWorkClient;

/** Google's embeddings, pictures, speech and transcription at a provider. */
public final class GeminiWorkEndpoint implements WorkEndpoint {
  private final WorkClient codec;
  private final Headers headers;

  public GeminiWorkEndpoint(ProviderConfig config) {
    this.codec = new GeminiWorkClient(config.name());
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
