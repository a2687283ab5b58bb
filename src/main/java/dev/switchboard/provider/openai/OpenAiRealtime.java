package dev.switchboard.provider.openai;

import dev.switchboard.access.Lease;
import dev.switchboard.http.Headers;
import dev.switchboard.http.WebSocket;
import dev.switchboard.ir.Dialect;
import dev.switchboard.provider.Cloud;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.ProviderHeaders;
import dev.switchboard.provider.RealtimeDial;
import dev.switchboard.provider.RealtimeLink;
import dev.switchboard.provider.RealtimeOrder;
import dev.switchboard.provider.RealtimeProvider;
import dev.switchboard.provider.TokenSource;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Voice sessions at OpenAI, at Azure, and at servers that speak like them.
 *
 * @see <a href="https://developers.openai.com/api/docs/guides/realtime-websocket">source</a>
 * @see <a
 *     href="https://learn.microsoft.com/azure/ai-foundry/openai/how-to/realtime-audio-websockets">
 *     Azure</a>
 */
public final class OpenAiRealtime implements RealtimeProvider {
  private final RealtimeDial dial;
  private final ProviderConfig config;
  private final Headers headers;
  private final @Nullable TokenSource tokens;

  /**
   * @param tokens null where a key is sent
   */
  public OpenAiRealtime(RealtimeDial dial, ProviderConfig config, @Nullable TokenSource tokens) {
    this.dial = dial;
    this.config = config;
    this.headers = RealtimeDial.bare(ProviderHeaders.of(config).build());
    this.tokens = tokens;
  }

  @Override
  public String name() {
    return dial.name();
  }

  /** The vendor's models that hold sessions have it in their names, and no others do. */
  @Override
  public boolean holds(String upstreamModel) {
    return upstreamModel.toLowerCase(Locale.ROOT).contains("realtime");
  }

  @Override
  public RealtimeLink open(Lease lease, RealtimeOrder order) {
    lease.requireFor(name(), order.upstreamModel());
    OpenAiSession session = new OpenAiSession(dial, order, order.passes(Dialect.OPENAI_REALTIME));
    TokenSource source = tokens;
    Headers sent =
        source == null ? headers : headers.with("authorization", "Bearer " + source.token());
    WebSocket socket = dial.open(address(order.upstreamModel()), sent, order);
    return session.begin(socket);
  }

  private URI address(String upstreamModel) {
    if (!(config.cloud() instanceof Cloud.Azure azure)) {
      return RealtimeDial.socket(config.baseUrl() + "/realtime?model=" + escaped(upstreamModel));
    }
    AzureAddress address = AzureAddress.of(config.baseUrl().toString(), azure.apiVersion());
    String deployment = escaped(AzureEndpoint.deployment(azure, upstreamModel));
    String route = address.withoutDeployment().route("", "/realtime");
    String parameter = address.byDeployment() ? "deployment=" : "model=";
    return RealtimeDial.socket(
        route + (route.indexOf('?') < 0 ? "?" : "&") + parameter + deployment);
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
