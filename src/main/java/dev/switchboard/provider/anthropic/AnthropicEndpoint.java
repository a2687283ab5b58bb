package dev.switchboard.provider.anthropic;

import dev.switchboard.http.Headers;
import dev.switchboard.provider.Endpoint;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.ProviderHeaders;
import dev.switchboard.provider.RawBody;
import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.WireEvent;
import dev.switchboard.wire.anthropic.AnthropicClient;
import dev.switchboard.wire.anthropic.AnthropicCount;
import dev.switchboard.wire.anthropic.AnthropicHeaders;
import dev.switchboard.wire.anthropic.AnthropicPassThrough;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Anthropic's Messages dialect at a provider. */
public final class AnthropicEndpoint implements Endpoint {
  private final ClientCodec codec;
  private final URI messages;
  private final URI count;
  private final Headers headers;

  public AnthropicEndpoint(ProviderConfig config) {
    this.codec = new AnthropicClient(config.name());
    this.messages = URI.create(config.baseUrl() + AnthropicHeaders.MESSAGES_PATH);
    this.count = URI.create(config.baseUrl() + AnthropicCount.PATH);
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

  @Override
  public Optional<Counting> counting() {
    return Optional.of(
        new Counting() {
          @Override
          public URI address(String upstreamModel) {
            return count;
          }

          @Override
          public byte[] body(byte[] chat, String upstreamModel) {
            return AnthropicCount.body(chat);
          }

          @Override
          public OptionalLong decode(byte[] answer) {
            return AnthropicCount.decode(answer);
          }
        });
  }

  @Override
  public Optional<Passage> passOn(RawBody original, String upstreamModel, boolean stream) {
    return AnthropicPassThrough.prepare(original.bytes(), original::fields, upstreamModel)
        .map(body -> new AnthropicPassage(body, betas(original)));
  }

  /** The caller's features in trial beside the operator's. */
  private Map<String, String> betas(RawBody original) {
    String wanted = original.headers().get(AnthropicHeaders.BETA_HEADER);
    if (wanted == null) {
      return Map.of();
    }
    String configured = headers.firstOr(AnthropicHeaders.BETA_HEADER, "");
    return Map.of(
        AnthropicHeaders.BETA_HEADER, configured.isEmpty() ? wanted : configured + "," + wanted);
  }

  /** A body that goes on as it came. */
  private static final class AnthropicPassage implements Passage {
    private final byte[] body;
    private final Map<String, String> headers;

    AnthropicPassage(byte[] body, Map<String, String> headers) {
      this.body = body;
      this.headers = headers;
    }

    @Override
    public byte[] body() {
      return body;
    }

    @Override
    public Map<String, String> headers() {
      return headers;
    }

    @Override
    public boolean passesBack(WireEvent event) {
      return true;
    }

    @Override
    public Optional<WireEvent> terminator() {
      return Optional.of(AnthropicPassThrough.STOP);
    }
  }
}
