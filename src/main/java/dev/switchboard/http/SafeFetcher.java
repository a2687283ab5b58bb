package dev.switchboard.http;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Fetches a URL that somebody else chose, an image for example, without letting that somebody reach
 * what only this machine can reach: the host's addresses are looked up once, all must be allowed,
 * and the connection goes to one of them, at every redirect anew.
 */
public final class SafeFetcher implements AutoCloseable {
  private static final int MAX_REDIRECTS = 3;

  /**
   * What is fetched and how.
   *
   * @param plainHttp whether {@code http} URLs are fetched too
   * @param maxBytes most bytes of a body
   * @param timeout most time in all, redirects included
   */
  public record Limits(boolean plainHttp, int maxBytes, Duration timeout) {
    /** {@code https} only, 20 MiB, 20 s. */
    public static final Limits DEFAULT =
        new Limits(false, 20 * 1024 * 1024, Duration.ofSeconds(20));

    /** Checks the bounds. */
    public Limits {
      if (maxBytes <= 0) {
        throw new IllegalArgumentException("maxBytes: " + maxBytes + " (expected: > 0)");
      }
      if (!timeout.isPositive()) {
        throw new IllegalArgumentException("timeout: " + timeout + " (expected: > 0)");
      }
    }
  }

  private final UpstreamClient client;
  private final Limits limits;

  /**
   * Makes a fetcher.
   *
   * @param config how hosts are reached; its policy, {@link AddressPolicy#PUBLIC} if it has none,
   *     says which
   */
  public SafeFetcher(Transport transport, UpstreamConfig config, Limits limits) {
    this.client =
        new UpstreamClient(
            transport,
            config.policy().isPresent() ? config : config.withPolicy(AddressPolicy.PUBLIC));
    this.limits = limits;
  }

  /** What one fetch may take. */
  public Limits limits() {
    return limits;
  }

  /**
   * Fetches a URL.
   *
   * @param url what somebody asked for
   * @param signal gives the fetch up
   * @throws FetchRefused if it may not or cannot be fetched; its message is fit for that somebody
   * @throws UpstreamException with {@link UpstreamException.Kind#CANCELLED} if it was given up
   */
  public Fetched fetch(String url, CancelSignal signal) {
    long deadline = System.nanoTime() + limits.timeout().toNanos();
    URI uri = check(url);
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      try (UpstreamResponse response = send(uri, deadline, signal)) {
        Optional<URI> next = redirect(uri, response);
        if (next.isEmpty()) {
          return fetched(uri, response);
        }
        uri = next.get();
      } catch (UpstreamException e) {
        throw refused(uri, e);
      }
    }
    throw new FetchRefused(
        FetchRefused.Reason.REDIRECT,
        uri.getHost() + ": more than " + MAX_REDIRECTS + " redirects");
  }

  @Override
  public void close() {
    client.close();
  }

  /**
   * Asks once more where the connection ended before an answer: its server may have closed it,
   * being idle, just then, and what is only read may be asked for twice.
   */
  private UpstreamResponse send(URI uri, long deadline, CancelSignal signal) {
    try {
      return client.send(request(uri, deadline), signal);
    } catch (UpstreamException e) {
      if (e.kind() != UpstreamException.Kind.RESET) {
        throw e;
      }
      return client.send(request(uri, deadline), signal);
    }
  }

  private UpstreamRequest request(URI uri, long deadline) {
    Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
    return UpstreamRequest.get(
        uri,
        Headers.of("Accept", "*/*", "User-Agent", "switchboard"),
        new Deadlines(left, left, left, left, left));
  }

  private Fetched fetched(URI uri, UpstreamResponse response) {
    if (response.status() != 200) {
      throw new FetchRefused(
          FetchRefused.Reason.STATUS,
          uri.getHost() + ": answered " + response.status() + " (expected: 200)");
    }
    byte[] bytes = response.body().readAll(limits.maxBytes());
    return new Fetched(response.headers().firstOr("Content-Type", ""), bytes);
  }

  private Optional<URI> redirect(URI from, UpstreamResponse response) {
    return switch (response.status()) {
      case 301, 302, 303, 307, 308 -> {
        String location = response.headers().firstOr("Location", "");
        try {
          yield Optional.of(check(from.resolve(location).toString()));
        } catch (IllegalArgumentException e) {
          throw new FetchRefused(
              FetchRefused.Reason.REDIRECT, from.getHost() + ": redirects to what is no URL");
        }
      }
      default -> Optional.empty();
    };
  }

  private URI check(String url) {
    URI uri;
    try {
      uri = URI.create(URI.create(url).toASCIIString());
    } catch (IllegalArgumentException e) {
      throw new FetchRefused(FetchRefused.Reason.URL, "not a URL (expected: https://host/path)");
    }
    String scheme = uri.getScheme();
    boolean known =
        "https".equalsIgnoreCase(scheme) || (limits.plainHttp() && "http".equalsIgnoreCase(scheme));
    if (!known || uri.getHost() == null || uri.getUserInfo() != null) {
      throw new FetchRefused(
          FetchRefused.Reason.URL,
          "URL with scheme \"%s\"%s (expected: %s://host/path, without credentials)"
              .formatted(
                  scheme,
                  uri.getHost() == null ? " and no host" : "",
                  limits.plainHttp() ? "https or http" : "https"));
    }
    return uri;
  }

  private RuntimeException refused(URI uri, UpstreamException e) {
    String host = uri.getHost();
    return switch (e.kind()) {
      case CANCELLED -> e;
      case ADDRESS_REFUSED ->
          new FetchRefused(FetchRefused.Reason.ADDRESS, host + ": not a public address");
      case TOO_LARGE ->
          new FetchRefused(
              FetchRefused.Reason.TOO_LARGE, host + ": more than " + limits.maxBytes() + " bytes");
      case CONNECT_TIMEOUT, FIRST_BYTE_TIMEOUT, IDLE_TIMEOUT, TOTAL_TIMEOUT ->
          new FetchRefused(
              FetchRefused.Reason.TIMEOUT,
              host + ": not fetched within " + limits.timeout().toMillis() + " ms");
      case CONNECT_REFUSED, DNS, TLS, PROXY, RESET, CUT, PROTOCOL ->
          new FetchRefused(FetchRefused.Reason.UNREACHABLE, host + ": could not be fetched");
    };
  }
}
