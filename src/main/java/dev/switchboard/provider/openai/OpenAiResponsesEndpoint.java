package dev.switchboard.provider.openai;

import dev.switchboard.http.Headers;
import dev.switchboard.provider.Endpoint;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.ProviderHeaders;
import dev.switchboard.provider.RawBody;
import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.WireEvent;
import dev.switchboard.wire.openai.responses.OpenAiResponsesClient;
import dev.switchboard.wire.openai.responses.OpenAiResponsesPassThrough;
import java.net.URI;
import java.util.Optional;

/** OpenAI's Responses API at a provider. */
public final class OpenAiResponsesEndpoint implements Endpoint {
  private final ClientCodec codec;
  private final URI responses;
  private final Headers headers;

  public OpenAiResponsesEndpoint(ProviderConfig config) {
    this.codec = new OpenAiResponsesClient(config.name());
    this.responses = URI.create(config.baseUrl() + "/responses");
    this.headers = ProviderHeaders.of(config).build();
  }

  @Override
  public ClientCodec codec() {
    return codec;
  }

  @Override
  public URI chat(String upstreamModel, boolean stream) {
    return responses;
  }

  @Override
  public Headers headers(boolean stream) {
    return headers;
  }

  @Override
  public Optional<Passage> passOn(RawBody original, String upstreamModel, boolean stream) {
    return OpenAiResponsesPassThrough.prepare(original.bytes(), upstreamModel)
        .map(ResponsesPassage::new);
  }

  /** A body that goes on as it came. */
  private static final class ResponsesPassage implements Passage {
    private final byte[] body;

    ResponsesPassage(byte[] body) {
      this.body = body;
    }

    @Override
    public byte[] body() {
      return body;
    }

    @Override
    public boolean passesBack(WireEvent event) {
      return true;
    }

    @Override
    public Optional<WireEvent> terminator() {
      return Optional.empty();
    }
  }
}
