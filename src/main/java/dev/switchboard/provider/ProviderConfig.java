package dev.switchboard.provider;

import dev.switchboard.http.Deadlines;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One provider as configured.
 *
 * @param name what stands before the slash in {@code provider/model}
 * @param vendor its kind
 * @param baseUrl where its API is
 * @param credential null when none is needed
 * @param cloud what it needs beside, within a cloud
 * @param region the region it serves; null when not said
 * @param headers sent with every request, beside what the dialect needs
 * @param timeouts how long to wait for it
 * @param retries how often a failed attempt is repeated at this provider
 */
public record ProviderConfig(
    String name,
    Vendor vendor,
    URI baseUrl,
    @Nullable Credential credential,
    Cloud cloud,
    @Nullable String region,
    Map<String, String> headers,
    Timeouts timeouts,
    int retries) {
  public ProviderConfig {
    Objects.requireNonNull(name);
    Objects.requireNonNull(vendor);
    Objects.requireNonNull(baseUrl);
    Objects.requireNonNull(cloud);
    headers = Map.copyOf(headers);
    Objects.requireNonNull(timeouts);
    if (retries < 0) {
      throw new IllegalArgumentException("retries: " + retries + " (expected: >= 0)");
    }
  }

  /** The same provider at another address. */
  public ProviderConfig withBaseUrl(URI address) {
    return new ProviderConfig(
        name, vendor, address, credential, cloud, region, headers, timeouts, retries);
  }

  /**
   * How long to wait for a provider.
   *
   * @param connect for the connection, TLS included
   * @param firstEvent from the request to the first event of a stream, or to the whole of an answer
   *     that is not streamed
   * @param betweenEvents between two events of a stream
   * @param total for one attempt
   */
  public record Timeouts(
      Duration connect, Duration firstEvent, Duration betweenEvents, Duration total) {
    /** Patient enough for a reasoning model, short enough to notice a dead one. */
    public static final Timeouts DEFAULT =
        new Timeouts(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(2),
            Duration.ofMinutes(15));

    /** The same for one request. */
    Deadlines deadlines() {
      return new Deadlines(connect, connect, firstEvent, betweenEvents, total);
    }
  }
}
