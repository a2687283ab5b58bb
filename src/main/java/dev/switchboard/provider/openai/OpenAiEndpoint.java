package dev.switchboard.provider.openai;

import dev.switchboard.http.Headers;
import dev.switchboard.provider.Endpoint;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.ProviderHeaders;
import dev.switchboard.provider.RawBody;
import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.WireEvent;
import dev.switchboard.wire.openai.OpenAiChatClient;
import dev.switchboard.wire.openai.OpenAiFlags;
import dev.switchboard.wire.openai.OpenAiPassThrough;
import java.net.URI;
import java.util.Optional;

/** OpenAI's chat dialect at a provider, with that vendor's deviations. */
public final class OpenAiEndpoint implements Endpoint {
  private final ClientCodec codec;
  private final OpenAiPassThrough passThrough;
  private final URI chat;
  private final Headers headers;

  public OpenAiEndpoint(ProviderConfig config) {
    OpenAiFlags flags = OpenAiFlags.ofLabels(config.vendor().flags().keySet());
    this.codec = new OpenAiChatClient(config.name(), flags);
    this.passThrough = new OpenAiPassThrough(flags);
    this.chat = URI.create(config.baseUrl() + "/chat/completions");
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
  public Optional<Passage> passOn(RawBody original, String upstreamModel, boolean stream) {
    return passThrough
        .prepare(original.bytes(), original::fields, upstreamModel)
        .map(OpenAiPassage::new);
  }

  /** A body that goes on as it came. */
  private record OpenAiPassage(OpenAiPassThrough.Passage passage) implements Passage {
    @Override
    public byte[] body() {
      return passage.body();
    }

    @Override
    public boolean passesBack(WireEvent event) {
      return passage.passesBack(event.data());
    }

    @Override
    public Optional<WireEvent> terminator() {
      return Optional.of(OpenAiPassThrough.DONE);
    }
  }
}
