package dev.switchboard.provider.anthropic;

import dev.switchboard.http.Headers;
import dev.switchboard.provider.Endpoint;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.ProviderHeaders;
import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.anthropic.AnthropicClient;
import dev.switchboard.wire.anthropic.AnthropicHeaders;
import java.net.URI;

/** Anthropic's Messages dialect at a provider. */
public final class AnthropicEndpoint implements Endpoint {
  private final ClientCodec codec;
  private final URI messages;
  private final Headers headers;

  public AnthropicEndpoint(ProviderConfig config) {
    this.codec = new AnthropicClient(config.name());
    this.messages = URI.create(config.baseUrl() + AnthropicHeaders.MESSAGES_PATH);
    this.headers =
        ProviderHeaders.of(config)
            .set(AnthropicHeaders.VERSION_HEADER, AnthropicHeaders.VERSION)
            .build();
  }

  @Override
  public ClientCodec codec() {
    return codec;
  }

  @Override
  public URI chat(String upstreamModel, boolean stream) {
    return messages;
  }

  @Override
  public Headers headers(boolean stream) {
    return headers;
  }
}
