package dev.switchboard.http;

import java.util.Optional;

/**
 * What connections are shared by: requests with equal routes may use the same ones.
 *
 * @param tls whether TLS is spoken with the host
 * @param host the host's name or address
 * @param port its port
 * @param proxy the proxy on the way
 * @param pinned whether the host's address is found and checked here even if a proxy could find it
 * @param upgrade whether WebSockets are asked for, which a proxy must not look into
 */
record Route(
    boolean tls,
    String host,
    int port,
    Optional<ProxySettings.Proxy> proxy,
    boolean pinned,
    boolean upgrade) {

  /** Whether the proxy only passes bytes on, and sees no request. */
  boolean isTunnelled() {
    return proxy.isPresent() && (tls || pinned || upgrade);
  }

  /** Whether requests name their whole target, for a proxy to read. */
  boolean isAbsolute() {
    return proxy.isPresent() && !isTunnelled();
  }

  @Override
  public String toString() {
    return host + ":" + port + proxy.map(p -> " through " + p).orElse("");
  }
}
