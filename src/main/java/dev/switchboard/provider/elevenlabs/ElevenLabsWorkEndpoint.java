package dev.switchboard.provider.elevenlabs;

import dev.switchboard.http.Headers;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.ProviderHeaders;
import dev.switchboard.provider.WorkEndpoint;
import dev.switchboard.wire.WorkClient;
import dev.switchboard.wire.elevenlabs.ElevenLabsWorkClient;

/** ElevenLabs' speech and transcription at a provider. */
public final class ElevenLabsWorkEndpoint implements WorkEndpoint {
  private final WorkClient codec;
  private final Headers headers;

  public ElevenLabsWorkEndpoint(ProviderConfig config) {
    this.codec = new ElevenLabsWorkClient(config.name());
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
