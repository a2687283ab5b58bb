package dev.switchboard.provider.vertex;

import dev.switchboard.http.Headers;
import dev.switchboard.ir.Dialect;
import dev.switchboard.provider.Cloud;
import dev.switchboard.provider.Endpoint;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.ProviderHeaders;
import dev.switchboard.provider.RawBody;
import dev.switchboard.provider.TokenSource;
import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.gemini.GeminiClient;
import dev.switchboard.wire.gemini.GeminiCount;
import dev.switchboard.wire.gemini.GeminiPassThrough;
import dev.switchboard.wire.gemini.GeminiPaths;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Vertex AI. Each maker's models speak that maker's dialect: Gemini here, Claude at {@link
 * ClaudeOnVertex}, and those whose names hold a slash ({@code meta/llama-…}) OpenAI's at {@link
 * OpenModelsOnVertex}.
 */
public final class VertexEndpoint implements Endpoint {
  private final ClientCodec codec;
  private final String google;
  private final Headers headers;
  private final TokenSource tokens;
  private final Endpoint claude;
  private final Endpoint open;

  public VertexEndpoint(ProviderConfig config, Cloud.Google cloud, TokenSource tokens) {
    String place =
        config.baseUrl() + "/projects/" + cloud.project() + "/locations/" + cloud.location();
    this.codec = new GeminiClient(config.name());
    this.google = place + "/publishers/google";
    this.headers = ProviderHeaders.of(config).build();
    this.tokens = tokens;
    this.claude = new ClaudeOnVertex(config, place + "/publishers/anthropic/models/", this);
    this.open = new OpenModelsOnVertex(config, place + "/endpoints/openapi", this);
  }

  @Override
  public Endpoint forCall(@Nullable Dialect asked, String upstreamModel) {
    if (upstreamModel.startsWith("claude")) {
      return claude;
    }
    return upstreamModel.indexOf('/') > 0 && !upstreamModel.startsWith("models/") ? open : this;
  }

  @Override
  public ClientCodec codec() {
    return codec;
  }

  @Override
  public URI chat(String upstreamModel, boolean stream) {
    return URI.create(google + GeminiPaths.generate(upstreamModel, stream));
  }

  @Override
  public Headers headers(boolean stream) {
    return headers;
  }

  @Override
  public Headers authorized(Headers all, URI address, byte[] body) {
    return all.with("authorization", "Bearer " + tokens.token());
  }

  @Override
  public Optional<Counting> counting() {
    return Optional.of(new GeminiCounting(google));
  }

  @Override
  public Optional<Passage> passOn(RawBody original, String upstreamModel, boolean stream) {
    return GeminiPassThrough.prepare(original.bytes(), original::fields, upstreamModel)
        .map(body -> new PlainPassage(body, GeminiPassThrough::passesBack, null));
  }

  private record GeminiCounting(String google) implements Counting {
    @Override
    public URI address(String upstreamModel) {
      return URI.create(google + GeminiPaths.countTokens(upstreamModel));
    }

    @Override
    public byte[] body(byte[] chat, String upstreamModel) {
      return GeminiCount.flatBody(chat);
    }

    @Override
    public byte[] passedOn(byte[] passage, String upstreamModel) {
      return GeminiCount.flatBody(passage);
    }

    @Override
    public OptionalLong decode(byte[] answer) {
      return GeminiCount.decode(answer);
    }
  }
}
