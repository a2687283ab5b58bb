package dev.switchboard.provider.deepgram;

import dev.switchboard.http.Headers;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.ProviderHeaders;
import dev.switchboard.provider.WorkEndpoint;
import dev.switchboard.wire.WorkClient;
import dev.switchboard.wire.deepgram.DeepgramWorkClient;

/** Deepgram' speech and transcription at a provider. */
public final class DeepgramWorkEndpoint implements WorkEndpoint {
  private final WorkClient codec;
  private final Headers headers;

  public DeepgramWorkEndpoint(ProviderConfig config) {
    this.codec = new DeepgramWorkClient(config.name());
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
