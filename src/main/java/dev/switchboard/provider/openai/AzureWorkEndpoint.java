package dev.switchboard.provider.openai;

import dev.switchboard.http.Headers;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.WorkRequest;
import dev.switchboard.ir.WorkResponse;
import dev.switchboard.provider.Cloud;
import dev.switchboard.provider.OriginalWork;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.TokenSource;
import dev.switchboard.provider.WorkEndpoint;
import dev.switchboard.wire.WorkCall;
import dev.switchboard.wire.WorkClient;
import dev.switchboard.wire.WorkStreamDecoder;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** OpenAI's routes for other work at Azure; its calls' paths begin at the host. */
public final class AzureWorkEndpoint implements WorkEndpoint {
  private final OpenAiWorkEndpoint plain;
  private final AzureAddress address;
  private final Cloud.Azure azure;
  private final @Nullable TokenSource tokens;
  private final int hostLength;

  /**
   * @param tokens null where a key is sent
   */
  public AzureWorkEndpoint(ProviderConfig config, Cloud.Azure azure, @Nullable TokenSource tokens) {
    this.plain = new OpenAiWorkEndpoint(config);
    this.address = AzureAddress.of(config.baseUrl().toString(), azure.apiVersion());
    this.azure = azure;
    this.tokens = tokens;
    this.hostLength = host(config).toString().length();
  }

  /** What the paths of its calls stand behind. */
  public static URI host(ProviderConfig config) {
    URI base = config.baseUrl();
    return URI.create(base.getScheme() + "://" + base.getRawAuthority());
  }

  @Override
  public WorkClient codec() {
    return new DeploymentClient(plain.codec(), this);
  }

  @Override
  public Headers headers() {
    return tokens == null
        ? plain.headers()
        : plain.headers().with("authorization", "Bearer " + tokens.token());
  }

  @Override
  public Optional<WorkCall> passOn(OriginalWork original, String upstreamModel, boolean stream) {
    String deployment = AzureEndpoint.deployment(azure, upstreamModel);
    return plain.passOn(original, deployment, stream).map(call -> placed(call, deployment));
  }

  private WorkCall placed(WorkCall call, String deployment) {
    String path = address.route(deployment, call.path()).substring(hostLength);
    return new WorkCall(path, call.payload(), call.framing(), call.notes());
  }

  private record DeploymentClient(WorkClient client, AzureWorkEndpoint endpoint)
      implements WorkClient {
    @Override
    public List<WorkCall> encode(WorkRequest request, String upstreamModel, boolean stream) {
      String deployment = AzureEndpoint.deployment(endpoint.azure, upstreamModel);
      return client.encode(request, deployment, stream).stream()
          .map(call -> endpoint.placed(call, deployment))
          .toList();
    }

    @Override
    public boolean takesUrls() {
      return client.takesUrls();
    }

    @Override
    public WorkResponse decode(WorkRequest request, int part, Blob answer) {
      return client.decode(request, part, answer);
    }

    @Override
    public WorkStreamDecoder streamDecoder(WorkRequest request) {
      return client.streamDecoder(request);
    }

    @Override
    public Failure decodeFailure(
        WorkRequest request, int status, byte[] body, @Nullable Long retryAfterMillis) {
      return client.decodeFailure(request, status, body, retryAfterMillis);
    }
  }
}
