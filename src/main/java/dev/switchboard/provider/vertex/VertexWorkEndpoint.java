package dev.switchboard.provider.vertex;

import dev.switchboard.http.Headers;
import dev.switchboard.provider.Cloud;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.ProviderHeaders;
import dev.switchboard.provider.TokenSource;
import dev.switchboard.provider.WorkEndpoint;
import dev.switchboard.wire.WorkClient;
import dev.switchboard.wire.gemini.GeminiWorkClient;
import java.net.URI;

/** Google's embeddings, pictures, speech and transcription at Vertex AI. */
public final class VertexWorkEndpoint implements WorkEndpoint {
  private final WorkClient codec;
  private final Headers headers;
  private final TokenSource tokens;

  public VertexWorkEndpoint(ProviderConfig config, TokenSource tokens) {
    this.codec = GeminiWorkClient.atVertex(config.name());
    this.headers = ProviderHeaders.of(config).build();
    this.tokens = tokens;
  }

  /** What the paths of its calls stand behind. */
  public static URI base(ProviderConfig config, Cloud.Google cloud) {
    return URI.create(
        config.baseUrl()
            + "/projects/"
            + cloud.project()
            + "/locations/"
            + cloud.location()
            + "/publishers/google");
  }

  @Override
  public WorkClient codec() {
    return codec;
  }

  @Override
  public Headers headers() {
    return headers.with("authorization", "Bearer " + tokens.token());
  }
}
