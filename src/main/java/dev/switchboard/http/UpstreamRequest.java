package dev.switchboard.http;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One request to send. Immutable, but for the body, which must be left alone until it is sent. */
public final class UpstreamRequest {
  private static final byte[] NO_BYTES = {};

  private final String method;
  private final Target target;
  private final Headers headers;
  private final byte[] body;
  private final Deadlines deadlines;
  private final @Nullable WebSocketSettings upgrade;

  /**
   * Where a request goes.
   *
   * @param tls whether over TLS
   * @param host a name or address literal, without brackets
   * @param port the port
   * @param path path and query as they go on the wire
   */
  record Target(boolean tls, String host, int port, String path) {
    /** The host as it stands in a URI or a {@code Host} field. */
    String authority() {
      String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
      return port == (tls ? 443 : 80) ? shown : shown + ":" + port;
    }
  }

  /**
   * Makes a request.
   *
   * @param method a token, for example {@code POST}
   * @param uri absolute, {@code http} or {@code https}; its escapes are sent as they are
   * @param headers without {@code Host}, {@code Content-Length}, {@code Connection}, {@code
   *     Transfer-Encoding}, which are set here
   * @param body empty for none; must not be changed while the call runs
   * @param deadlines how long it may take
   * @throws IllegalArgumentException for a URI or headers that cannot be sent
   */
  public UpstreamRequest(
      String method, URI uri, Headers headers, byte[] body, Deadlines deadlines) {
    for (int i = 0; i < method.length(); i++) {
      if (!HttpText.isTokenChar(method.charAt(i))) {
        throw new IllegalArgumentException("method: " + method + " (expected: a token)");
      }
    }
    for (int i = 0; i < headers.size(); i++) {
      if (UpstreamWire.isOurs(headers.name(i))) {
        throw new IllegalArgumentException("header " + headers.name(i) + ": set by the client");
      }
    }
    this.method = method;
    this.target = target(uri, "http", "https");
    this.headers = headers;
    this.body = body;
    this.deadlines = deadlines;
    this.upgrade = null;
  }

  private UpstreamRequest(WebSocketRequest request, Headers headers) {
    this.method = "GET";
    this.target = target(request.uri(), "ws", "wss");
    this.headers = headers;
    this.body = NO_BYTES;
    this.deadlines = request.deadlines();
    this.upgrade = request.settings();
  }

  /** A request to go on as a WebSocket. */
  static UpstreamRequest webSocket(WebSocketRequest request, Headers handshake) {
    return new UpstreamRequest(request, handshake);
  }

  /** A request without a body. */
  public static UpstreamRequest get(URI uri, Headers headers, Deadlines deadlines) {
    return new UpstreamRequest("GET", uri, headers, NO_BYTES, deadlines);
  }

  /** A request with a body. */
  public static UpstreamRequest post(URI uri, Headers headers, byte[] body, Deadlines deadlines) {
    return new UpstreamRequest("POST", uri, headers, body, deadlines);
  }

  String method() {
    return method;
  }

  Target target() {
    return target;
  }

  Headers headers() {
    return headers;
  }

  byte[] body() {
    return body;
  }

  Deadlines deadlines() {
    return deadlines;
  }

  /** What a WebSocket is to put up with; null if none is asked for. */
  @Nullable WebSocketSettings upgrade() {
    return upgrade;
  }

  @Override
  public String toString() {
    return method + " " + target.authority();
  }

  private static Target target(URI uri, String plain, String secure) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    String host = uri.getHost();
    if (host == null || !(scheme.equals(plain) || scheme.equals(secure))) {
      throw new IllegalArgumentException(
          "uri: scheme \"%s\", host \"%s\" (expected: %s or %s, and a host)"
              .formatted(scheme, host, plain, secure));
    }
    boolean tls = scheme.equals(secure);
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    for (int i = 0; i < target.length(); i++) {
      if (target.charAt(i) <= ' ' || target.charAt(i) >= 0x7f) {
        throw new IllegalArgumentException(
            "uri: character U+%04X in the path (expected: percent escapes)"
                .formatted((int) target.charAt(i)));
      }
    }
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    int port = uri.getPort() < 0 ? (tls ? 443 : 80) : uri.getPort();
    return new Target(tls, bare, port, target);
  }
}
