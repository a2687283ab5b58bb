package dev.switchboard.provider.gemini;

import dev.switchboard.http.Headers;
import dev.switchboard.provider.Endpoint;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.ProviderHeaders;
import dev.switchboard.provider.RawBody;
import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.WireEvent;
import dev.switchboard.wire.gemini.GeminiClient;
import dev.switchboard.wire.gemini.GeminiCount;
import dev.switchboard.wire.gemini.GeminiPassThrough;
import dev.switchboard.wire.gemini.GeminiPaths;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;

/** Gemini's generateContent dialect at a provider; the model stands in the path. */
public final class GeminiEndpoint implements Endpoint {
  private final ClientCodec codec;
  private final String baseUrl;
  private final Headers headers;

  public GeminiEndpoint(ProviderConfig config) {
    this.codec = new GeminiClient(config.name());
    this.baseUrl = config.baseUrl().toString();
    this.headers = ProviderHeaders.of(config).build();
  }

  @Override
  public ClientCodec codec() {
    return codec;
  }

  @Override
  public URI chat(String upstreamModel, boolean stream) {
    return URI.create(baseUrl + GeminiPaths.generate(upstreamModel, stream));
  }

  @Override
  public Headers headers(boolean stream) {
    return headers;
  }

  @Override
  public Optional<Counting> counting() {
    return Optional.of(
        new Counting() {
          @Override
          public URI address(String upstreamModel) {
            return URI.create(baseUrl + GeminiPaths.countTokens(upstreamModel));
          }

          @Override
          public byte[] body(byte[] chat, String upstreamModel) {
            return GeminiCount.body(chat, upstreamModel);
          }

          @Override
          public OptionalLong decode(byte[] answer) {
            return GeminiCount.decode(answer);
          }
        });
  }

  @Override
  public Optional<Passage> passOn(RawBody original, String upstreamModel, boolean stream) {
    return GeminiPassThrough.prepare(original.bytes(), original::fields, upstreamModel)
        .map(GeminiPassage::new);
  }

  /** A body that goes on as it came. */
  private static final class GeminiPassage implements Passage {
    private final byte[] body;

    GeminiPassage(byte[] body) {
      this.body = body;
    }

    @Override
    public byte[] body() {
      return body;
    }

    @Override
    public boolean passesBack(WireEvent event) {
      return GeminiPassThrough.passesBack(event);
    }

    @Override
    public Optional<WireEvent> terminator() {
      return Optional.empty();
    }
  }
}
