package dev.switchboard.provider.ollama;

import dev.switchboard.http.Headers;
import dev.switchboard.provider.Endpoint;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.ProviderHeaders;
import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.Framer;
import dev.switchboard.wire.LineFramer;
import dev.switchboard.wire.ollama.OllamaClient;
import java.net.URI;
import java.util.Optional;

/** Ollama's own chat API. */
public final class OllamaEndpoint implements Endpoint {
  private final ClientCodec codec;
  private final URI chat;
  private final Headers headers;

  public OllamaEndpoint(ProviderConfig config) {
    this.codec = new OllamaClient(config.name());
    this.chat = URI.create(config.baseUrl() + "/api/chat");
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

  @Override
  public Optional<Framer> framer(int maxEventBytes) {
    return Optional.of(new LineFramer(maxEventBytes));
  }
}
