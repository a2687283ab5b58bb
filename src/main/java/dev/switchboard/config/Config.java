package dev.switchboard.config;

import dev.switchboard.access.RateLimit;
import dev.switchboard.http.SafeFetcher;
import dev.switchboard.ingress.AnswerCache;
import dev.switchboard.pipeline.ContentPolicy;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.realtime.RealtimeLimits;
import dev.switchboard.routing.ModelRoute;
import dev.switchboard.routing.ResilienceRules;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything an operator can set, read once at the start.
 *
 * @param data the data folder
 * @param databaseUrl a JDBC URL; null for SQLite in the data folder
 * @param defaults the model to use when the caller names none, by kind of call
 * @param rateLimits their projects are ids or names
 * @param budgetWebhook told when budgets are being spent; null for nobody
 * @param cache whose answers are given again
 * @param realtime what voice sessions may take
 * @param media how media are fetched that calls name by their addresses
 * @param strictResidency whether a call whose model names a region is refused when no provider is
 *     configured for that region
 * @param sandbox whether the sandbox stands in for providers without a credential
 */
public record Config(
    Server server,
    Path data,
    @Nullable String databaseUrl,
    List<ConfiguredProvider> providers,
    List<ModelRoute> routes,
    Map<String, String> defaults,
    ContentPolicy content,
    Limits limits,
    ResilienceRules resilience,
    List<RateLimit> rateLimits,
    @Nullable Webhook budgetWebhook,
    AnswerCache.Rules cache,
    RealtimeLimits realtime,
    Media media,
    Secrets secrets,
    boolean strictResidency,
    boolean sandbox) {
  public Config {
    Objects.requireNonNull(server);
    Objects.requireNonNull(data);
    providers = List.copyOf(providers);
    routes = List.copyOf(routes);
    defaults = Map.copyOf(defaults);
    Objects.requireNonNull(content);
    Objects.requireNonNull(limits);
    Objects.requireNonNull(resilience);
    rateLimits = List.copyOf(rateLimits);
    Objects.requireNonNull(cache);
    Objects.requireNonNull(realtime);
    Objects.requireNonNull(media);
    Objects.requireNonNull(secrets);
  }

  /**
   * Where to listen.
   *
   * @param certificate PEM file; null for no TLS
   * @param key PEM file; null for no TLS
   * @param streamPing how long a stream is silent before a sign of life; zero for never
   */
  public record Server(
      String host, int port, @Nullable Path certificate, @Nullable Path key, Duration streamPing) {}

  /**
   * How media are fetched that calls name by their addresses.
   *
   * @param allow blocks of addresses that are not public and may be reached all the same; where
   *     there are some, {@code http} is taken too
   * @param limits of one fetch
   */
  public record Media(List<String> allow, SafeFetcher.Limits limits) {
    public Media {
      allow = List.copyOf(allow);
      Objects.requireNonNull(limits);
    }
  }

  /**
   * What one process takes at the same time.
   *
   * @param bodyBytes the most bytes of a request body
   * @param bodiesBytes the most bytes of request bodies held for all callers together
   * @param answersBytes the most bytes of providers' answers held for all callers together
   * @param streams the most connections
   * @param calls the most calls under way
   */
  public record Limits(
      int bodyBytes, long bodiesBytes, long answersBytes, int streams, int calls) {}

  /**
   * A provider and where it was found.
   *
   * @param source such as {@code environment OPENAI_API_KEY} or {@code switchboard.yaml}
   * @param lane how many calls run at the same time at each of its models; null for no bound
   */
  public record ConfiguredProvider(
      ProviderConfig provider, String source, ResilienceRules.@Nullable LaneRules lane) {}

  /**
   * Where events are told.
   *
   * @param secret under which they are signed; not shown
   * @param allow addresses and blocks that are not public and may be reached all the same
   */
  public record Webhook(URI url, String secret, List<String> allow) {
    public Webhook {
      Objects.requireNonNull(url);
      Objects.requireNonNull(secret);
      allow = List.copyOf(allow);
    }

    @Override
    public String toString() {
      return "Webhook[" + url.getHost() + "]";
    }
  }

  /**
   * Secrets from the environment; not shown.
   *
   * @param keyPepper 64 hexadecimal digits, the same for every process on one database; null for
   *     the data folder's own
   */
  public record Secrets(
      @Nullable String adminToken, @Nullable String initialKey, @Nullable String keyPepper) {
    @Override
    public String toString() {
      return "Secrets[not shown]";
    }
  }
}
