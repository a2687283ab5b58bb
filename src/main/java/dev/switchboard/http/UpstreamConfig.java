package dev.switchboard.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How upstream servers are reached.
 *
 * @param proxies which calls go through a proxy
 * @param extraCertificates PEM certificates trusted in addition to the platform's
 * @param idleTimeout how long an unused connection is kept
 * @param resolver finds addresses
 * @param policy if present, which addresses may be reached; a host behind a proxy is then looked up
 *     here too, and asked of the proxy by its address
 */
public record UpstreamConfig(
    ProxySettings proxies,
    Optional<Path> extraCertificates,
    Duration idleTimeout,
    Resolver resolver,
    Optional<AddressPolicy> policy) {

  /** No proxies, the platform's certificates and resolver, unused connections kept for 50 s. */
  public static final UpstreamConfig DEFAULT =
      new UpstreamConfig(
          ProxySettings.NONE,
          Optional.empty(),
          Duration.ofSeconds(50),
          Resolver.SYSTEM,
          Optional.empty());

  /** The same with these proxies. */
  public UpstreamConfig withProxies(ProxySettings settings) {
    return new UpstreamConfig(settings, extraCertificates, idleTimeout, resolver, policy);
  }

  /** The same, trusting the certificates of one more PEM file. */
  public UpstreamConfig withExtraCertificates(Path pem) {
    return new UpstreamConfig(proxies, Optional.of(pem), idleTimeout, resolver, policy);
  }

  /** The same with another bound on unused connections. */
  public UpstreamConfig withIdleTimeout(Duration bound) {
    return new UpstreamConfig(proxies, extraCertificates, bound, resolver, policy);
  }

  /** The same with another resolver. */
  public UpstreamConfig withResolver(Resolver other) {
    return new UpstreamConfig(proxies, extraCertificates, idleTimeout, other, policy);
  }

  /** The same, reaching only what the policy allows. */
  public UpstreamConfig withPolicy(AddressPolicy other) {
    return new UpstreamConfig(
        proxies, extraCertificates, idleTimeout, resolver, Optional.of(other));
  }
}
