package dev.switchboard.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which proxy, if any, a call goes through.
 *
 * @param http for {@code http} targets
 * @param https for {@code https} targets
 * @param exceptions hosts reached directly: a name (its subdomains too), an address, {@code
 *     host:port}, an address block such as {@code 10.0.0.0/8}, or {@code *} for all
 */
public record ProxySettings(Optional<Proxy> http, Optional<Proxy> https, List<String> exceptions) {
  /** Everything is reached directly. */
  public static final ProxySettings NONE =
      new ProxySettings(Optional.empty(), Optional.empty(), List.of());

  /**
   * An HTTP proxy.
   *
   * @param host its name or address
   * @param port its port
   * @param authorization the value of {@code Proxy-Authorization}; a secret
   */
  public record Proxy(String host, int port, Optional<String> authorization) {
    /** Without the authorization. */
    @Override
    public String toString() {
      return "Proxy[" + host + ":" + port + "]";
    }
  }

  /** Copies the exceptions and checks that address blocks are some. */
  public ProxySettings {
    exceptions = List.copyOf(exceptions);
    for (String exception : exceptions) {
      if (exception.indexOf('/') >= 0) {
        var _ = AddressBlock.parse(exception);
      }
    }
  }

  /**
   * Reads the usual environment variables: {@code HTTP_PROXY}, {@code HTTPS_PROXY}, {@code
   * ALL_PROXY}, {@code NO_PROXY}; the lower-case name wins. This machine itself is always reached
   * directly.
   *
   * @throws IllegalArgumentException naming the variable whose value cannot be used
   */
  public static ProxySettings fromEnvironment(Map<String, String> environment) {
    Optional<Proxy> all = proxy(environment, "ALL_PROXY");
    List<String> exceptions = new ArrayList<>(List.of("localhost", "127.0.0.0/8", "::1"));
    for (String entry : value(environment, "NO_PROXY").orElse("").split(",", -1)) {
      if (!entry.isBlank()) {
        exceptions.add(entry.strip());
      }
    }
    return new ProxySettings(
        proxy(environment, "HTTP_PROXY").or(() -> all),
        proxy(environment, "HTTPS_PROXY").or(() -> all),
        exceptions);
  }

  /** The proxy for a target, or empty to go directly. */
  public Optional<Proxy> proxyFor(boolean tls, String host, int port) {
    Optional<Proxy> proxy = tls ? https : http;
    if (proxy.isEmpty()) {
      return proxy;
    }
    String name = host.toLowerCase(Locale.ROOT);
    for (String exception : exceptions) {
      if (matches(exception.toLowerCase(Locale.ROOT), name, port)) {
        return Optional.empty();
      }
    }
    return proxy;
  }

  private static boolean matches(String exception, String host, int port) {
    if (exception.equals("*")) {
      return true;
    }
    if (exception.indexOf('/') >= 0) {
      return AddressBlock.parse(exception).containsLiteral(host);
    }
    int colon = exception.lastIndexOf(':');
    boolean hasPort = colon > 0 && exception.indexOf(':') == colon;
    if (hasPort && !exception.substring(colon + 1).equals(Integer.toString(port))) {
      return false;
    }
    String name = hasPort ? exception.substring(0, colon) : exception;
    String domain = name.startsWith("*.") ? name.substring(1) : name;
    return domain.startsWith(".")
        ? host.endsWith(domain) || host.equals(domain.substring(1))
        : host.equals(domain) || host.endsWith("." + domain);
  }

  private static Optional<String> value(Map<String, String> environment, String name) {
    String lower = environment.get(name.toLowerCase(Locale.ROOT));
    String value = lower == null ? environment.get(name) : lower;
    return value == null || value.isBlank() ? Optional.empty() : Optional.of(value.strip());
  }

  private static Optional<Proxy> proxy(Map<String, String> environment, String name) {
    return value(environment, name).map(text -> parse(name, text));
  }

  private static Proxy parse(String name, String text) {
    URI uri;
    try {
      uri = URI.create(text.contains("://") ? text : "http://" + text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": not a URL (expected: http://host:port)");
    }
    if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
      // The value may hold a password, so it is not shown.
      throw new IllegalArgumentException(
          name + ": scheme " + uri.getScheme() + " (expected: http://host:port)");
    }
    String user = uri.getUserInfo();
    Optional<String> authorization =
        Optional.ofNullable(user)
            .map(pair ->
                "Basic "
                    + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    String host = uri.getHost();
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return new Proxy(bare, uri.getPort() < 0 ? 80 : uri.getPort(), authorization);
  }
}
