package dev.switchboard.provider.vertex;

import dev.switchboard.http.Headers;
import dev.switchboard.provider.Endpoint;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.RawBody;
import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.openai.OpenAiChatClient;
import dev.switchboard.wire.openai.OpenAiFlags;
import dev.switchboard.wire.openai.OpenAiPassThrough;
import java.net.URI;
import java.util.Optional;

/**
 * Other makers' models at Vertex AI, which speak OpenAI's dialect.
 *
 * @see <a href="https://cloud.google.com/vertex-ai/generative-ai/docs/maas/call-open-model-apis">
 *     source</a>
 */
final class OpenModelsOnVertex implements Endpoint {
  private final ClientCodec codec;
  private final OpenAiPassThrough passThrough = new OpenAiPassThrough(OpenAiFlags.NONE);
  private final URI chat;
  private final VertexEndpoint vertex;

  OpenModelsOnVertex(ProviderConfig config, String base, VertexEndpoint vertex) {
    this.codec = new OpenAiChatClient(config.name(), OpenAiFlags.NONE);
    this.chat = URI.create(base + "/chat/completions");
    this.vertex = vertex;
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
    return vertex.headers(stream);
  }

  @Override
  public Headers authorized(Headers all, URI address, byte[] body) {
    return vertex.authorized(all, address, body);
  }

  @Override
  public Optional<Passage> passOn(RawBody original, String upstreamModel, boolean stream) {
    return passThrough
        .prepare(original.bytes(), original::fields, upstreamModel)
        .map(passage ->
            new PlainPassage(
                passage.body(), event -> passage.passesBack(event.data()), OpenAiPassThrough.DONE));
  }
}
