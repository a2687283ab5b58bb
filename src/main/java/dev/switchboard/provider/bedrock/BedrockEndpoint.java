package dev.switchboard.provider.bedrock;

import dev.switchboard.http.Headers;
import dev.switchboard.ir.Dialect;
import dev.switchboard.provider.Cloud;
import dev.switchboard.provider.Endpoint;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.ProviderHeaders;
import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.Framer;
import dev.switchboard.wire.bedrock.BedrockClient;
import dev.switchboard.wire.bedrock.BedrockCount;
import dev.switchboard.wire.bedrock.BedrockPaths;
import dev.switchboard.wire.bedrock.EventStreamFramer;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Bedrock's Converse dialect, signed with AWS's keys or sent with an API key. */
public final class BedrockEndpoint implements Endpoint {
  private final ClientCodec codec;
  private final String baseUrl;
  private final Headers headers;
  private final @Nullable RequestSigner signer;
  private final boolean counts;

  public BedrockEndpoint(ProviderConfig config, Cloud.Aws aws, Clock clock) {
    this(
        new BedrockClient(config.name()),
        config.baseUrl().toString(),
        ProviderHeaders.of(config).build(),
        aws.keys() == null ? null : new RequestSigner(aws.region(), aws.keys(), clock),
        false);
  }

  private BedrockEndpoint(
      ClientCodec codec,
      String baseUrl,
      Headers headers,
      @Nullable RequestSigner signer,
      boolean counts) {
    this.codec = codec;
    this.baseUrl = baseUrl;
    this.headers = headers;
    this.signer = signer;
    this.counts = counts;
  }

  /** Bedrock counts tokens for some models only; asked for others it refuses. */
  @Override
  public Endpoint forCall(@Nullable Dialect asked, String upstreamModel) {
    return BedrockCount.counts(upstreamModel)
        ? new BedrockEndpoint(codec, baseUrl, headers, signer, true)
        : this;
  }

  @Override
  public ClientCodec codec() {
    return codec;
  }

  @Override
  public URI chat(String upstreamModel, boolean stream) {
    return URI.create(baseUrl + BedrockPaths.converse(upstreamModel, stream));
  }

  @Override
  public Headers headers(boolean stream) {
    return stream ? headers.with("accept", "application/vnd.amazon.eventstream") : headers;
  }

  @Override
  public Headers authorized(Headers all, URI address, byte[] body) {
    return signer == null ? all : signer.sign(all, address, body);
  }

  @Override
  public Optional<Framer> framer(int maxEventBytes) {
    return Optional.of(new EventStreamFramer(maxEventBytes));
  }

  @Override
  public Optional<Counting> counting() {
    return counts ? Optional.of(new BedrockCounting(baseUrl)) : Optional.empty();
  }

  private record BedrockCounting(String baseUrl) implements Counting {
    @Override
    public URI address(String upstreamModel) {
      return URI.create(baseUrl + BedrockPaths.countTokens(upstreamModel));
    }

    @Override
    public byte[] body(byte[] chat, String upstreamModel) {
      return BedrockCount.body(chat);
    }

    @Override
    public OptionalLong decode(byte[] answer) {
      return BedrockCount.decode(answer);
    }
  }
}
