package dev.switchboard.provider.openai;

import dev.switchboard.http.Headers;
import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.json.JsonPatch;
import dev.switchboard.json.TopLevel;
import dev.switchboard.provider.Cloud;
import dev.switchboard.provider.Endpoint;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.RawBody;
import dev.switchboard.provider.TokenSource;
import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.StreamDecoder;
import dev.switchboard.wire.WireBody;
import dev.switchboard.wire.openai.OpenAiFlag;
import dev.switchboard.wire.openai.OpenAiFlags;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's chat dialect at Azure: models are deployments with names of the operator's, and a
 * credential is a key or a token of Microsoft Entra.
 */
public final class AzureEndpoint implements Endpoint {
  private final Endpoint plain;
  private final String route;
  private final AzureAddress address;
  private final Cloud.Azure azure;
  private final @Nullable TokenSource tokens;
  private final ClientCodec codec;

  private final @Nullable AzureEndpoint responses;

  /**
   * @param tokens null where a key is sent
   */
  public AzureEndpoint(ProviderConfig config, Cloud.Azure azure, @Nullable TokenSource tokens) {
    this(
        new OpenAiEndpoint(config),
        "/chat/completions",
        AzureAddress.of(config.baseUrl().toString(), azure.apiVersion()),
        azure,
        tokens,
        responses(config, azure, tokens));
  }

  private AzureEndpoint(
      Endpoint plain,
      String route,
      AzureAddress address,
      Cloud.Azure azure,
      @Nullable TokenSource tokens,
      @Nullable AzureEndpoint responses) {
    this.plain = plain;
    this.route = route;
    this.address = address;
    this.azure = azure;
    this.tokens = tokens;
    this.codec = new DeploymentCodec(plain.codec(), azure);
    this.responses = responses;
  }

  private static @Nullable AzureEndpoint responses(
      ProviderConfig config, Cloud.Azure azure, @Nullable TokenSource tokens) {
    if (!OpenAiFlags.ofLabels(config.vendor().flags().keySet()).has(OpenAiFlag.RESPONSES)) {
      return null;
    }
    return new AzureEndpoint(
        new OpenAiResponsesEndpoint(config),
        "/responses",
        AzureAddress.of(config.baseUrl().toString(), azure.apiVersion()).withoutDeployment(),
        azure,
        tokens,
        null);
  }

  /** The Responses API has the same deployments, and never their names in its path. */
  @Override
  public Endpoint forCall(@Nullable Dialect asked, String upstreamModel) {
    AzureEndpoint other = responses;
    return other == null || plain.forCall(asked, upstreamModel).codec().dialect() == dialect()
        ? this
        : other;
  }

  private Dialect dialect() {
    return plain.codec().dialect();
  }

  @Override
  public ClientCodec codec() {
    return codec;
  }

  @Override
  public URI chat(String upstreamModel, boolean stream) {
    return URI.create(address.route(deployment(azure, upstreamModel), route));
  }

  @Override
  public Headers headers(boolean stream) {
    return plain.headers(stream);
  }

  @Override
  public Headers authorized(Headers headers, URI uri, byte[] body) {
    return tokens == null ? headers : headers.with("authorization", "Bearer " + tokens.token());
  }

  @Override
  public Optional<Passage> passOn(RawBody original, String upstreamModel, boolean stream) {
    return plain.passOn(original, deployment(azure, upstreamModel), stream);
  }

  static String deployment(Cloud.Azure azure, String upstreamModel) {
    return azure.deployments().getOrDefault(upstreamModel, upstreamModel);
  }

  /**
   * Writes the deployment's name where the body names the model; what the model takes is still read
   * off its own name.
   */
  private record DeploymentCodec(ClientCodec codec, Cloud.Azure azure) implements ClientCodec {
    @Override
    public Dialect dialect() {
      return codec.dialect();
    }

    @Override
    public boolean takesUrl(Content media, MediaSource.Url source) {
      return codec.takesUrl(media, source);
    }

    @Override
    public WireBody encodeRequest(
        ChatRequest request, String upstreamModel, boolean stream, ModelTraits traits) {
      WireBody body = codec.encodeRequest(request, upstreamModel, stream, traits);
      String deployment = deployment(azure, upstreamModel);
      return deployment.equals(upstreamModel)
          ? body
          : new WireBody(
              JsonPatch.none().set("/model", deployment).apply(TopLevel.scan(body.bytes())),
              body.notes());
    }

    @Override
    public ChatResponse decodeResponse(byte[] body) {
      return codec.decodeResponse(body);
    }

    @Override
    public StreamDecoder streamDecoder() {
      return codec.streamDecoder();
    }

    @Override
    public Failure decodeFailure(int status, byte[] body, @Nullable Long retryAfterMillis) {
      return codec.decodeFailure(status, body, retryAfterMillis);
    }
  }
}
