package dev.switchboard.provider.gemini;

import dev.switchboard.access.Lease;
import dev.switchboard.http.Headers;
import dev.switchboard.http.WebSocket;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.ProviderHeaders;
import dev.switchboard.provider.RealtimeDial;
import dev.switchboard.provider.RealtimeLink;
import dev.switchboard.provider.RealtimeOrder;
import dev.switchboard.provider.RealtimeProvider;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Voice sessions of the Gemini API.
 *
 * @see <a href="https://ai.google.dev/api/live">source</a>
 */
public final class GeminiLive implements RealtimeProvider {
  private static final Pattern VERSION = Pattern.compile("(.*)/(v\\d+(?:alpha|beta)?)/?");
  private static final String USUAL_VERSION = "v1beta";

  private final RealtimeDial dial;
  private final URI address;
  private final Headers headers;

  public GeminiLive(RealtimeDial dial, ProviderConfig config) {
    this.dial = dial;
    this.address = address(config.baseUrl().toString());
    this.headers = RealtimeDial.bare(ProviderHeaders.of(config).build());
  }

  @Override
  public String name() {
    return dial.name();
  }

  /** The vendor's models that hold sessions have it in their names, and no others do. */
  @Override
  public boolean holds(String upstreamModel) {
    String model = upstreamModel.toLowerCase(Locale.ROOT);
    return model.contains("live") || model.contains("native-audio");
  }

  @Override
  public RealtimeLink open(Lease lease, RealtimeOrder order) {
    lease.requireFor(name(), order.upstreamModel());
    return new LiveSession(dial, order, this::dialled).begin();
  }

  private WebSocket dialled(RealtimeOrder order) {
    return dial.open(address, headers, order);
  }

  /** The API's version is a step of its usual paths, and part of a name here. */
  private static URI address(String baseUrl) {
    Matcher versioned = VERSION.matcher(baseUrl);
    boolean found = versioned.matches();
    String root = found ? versioned.group(1) : baseUrl;
    String version = found ? versioned.group(2) : USUAL_VERSION;
    return RealtimeDial.socket(
        root
            + "/ws/google.ai.generativelanguage."
            + version
            + ".GenerativeService.BidiGenerateContent");
  }
}
