package dev.switchboard.http;

import java.util.Optional;

/**
 * What connections are shared by: requests with equal routes may use the same ones.
 *
 * @param tls whether TLS is spoken with the host
 * @param host the host's name or address
 * @param port its port
 * @param proxy the proxy on the way
 */
record Route(boolean tls, String host, int port, Optional<ProxySettings.Proxy> proxy) {
  @Override
  public String toString() {
    return host + ":" + port + proxy.map(p -> " through " + p).orElse("");
  }
}
