package dev.switchboard.provider.cohere;

import dev.switchboard.http.Headers;
import dev.switchboard.provider.Endpoint;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.ProviderHeaders;
import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.cohere.CohereClient;
import java.net.URI;

/** Cohere's chat API of version 2. */
public final class CohereEndpoint implements Endpoint {
  private final ClientCodec codec;
  private final URI chat;
  private final Headers headers;

  public CohereEndpoint(ProviderConfig config) {
    this.codec = new CohereClient(config.name());
    this.chat = URI.create(config.baseUrl() + "/v2/chat");
    this.headers = ProviderHeaders.of(config).build();
  }

  @Override
  public ClientCodec codec() {
    return codec;
  }

  @Override
  public URI chat(String upstreamModel, boolean stream) {
    return chat;
  }

  @Override
  public Headers headers(boolean stream) {
    return headers;
  }
}
