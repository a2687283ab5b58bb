package dev.switchboard.provider;

import dev.switchboard.http.UpstreamException;
import dev.switchboard.http.UpstreamResponse;
import dev.switchboard.ir.Failure;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What a transport failure at one provider means to a call. */
final class UpstreamFailures {
  /** Shorter ones are words that may stand in any text. */
  private static final int LEAST_SECRET = 6;

  private final String provider;
  private final List<String> secrets;

  UpstreamFailures(ProviderConfig config) {
    this.provider = config.name();
    Credential credential = config.credential();
    this.secrets =
        Stream.concat(
                Stream.ofNullable(credential).map(Credential::secret),
                config.headers().values().stream())
            .filter(secret -> secret.length() >= LEAST_SECRET)
            .toList();
  }

  Failure of(UpstreamException e) {
    return switch (e.kind()) {
      case DNS -> failed(Failure.ProviderFailed.Kind.UNREACHABLE, "its name cannot be resolved");
      case ADDRESS_REFUSED ->
          failed(Failure.ProviderFailed.Kind.UNREACHABLE, "its address may not be reached");
      case CONNECT_REFUSED ->
          failed(Failure.ProviderFailed.Kind.UNREACHABLE, "it refuses connections");
      case CONNECT_TIMEOUT -> timeout("connect", "no connection in time");
      case TLS -> failed(Failure.ProviderFailed.Kind.UNREACHABLE, "the TLS handshake failed");
      case PROXY ->
          failed(Failure.ProviderFailed.Kind.UNREACHABLE, "the proxy does not let us through");
      case FIRST_BYTE_TIMEOUT -> timeout("first_event", "no first event in time");
      case IDLE_TIMEOUT -> timeout("between_events", "silent for too long between two events");
      case TOTAL_TIMEOUT -> timeout("total", "not finished in time");
      case RESET, CUT ->
          failed(Failure.ProviderFailed.Kind.BROKE_OFF, "it broke off before the answer was whole");
      case PROTOCOL ->
          failed(Failure.ProviderFailed.Kind.UNREADABLE, "what it sent is not HTTP as we know it");
      case TOO_LARGE ->
          failed(Failure.ProviderFailed.Kind.UNREADABLE, "its answer is larger than any can be");
      case CANCELLED -> new Failure.CallerGone("the caller left while " + provider + " worked");
    };
  }

  /**
   * What a refusal means: what the codec made of it, unless the provider is a gateway in a ring.
   */
  Failure named(UpstreamResponse refusal, Failure decoded) {
    return Hops.isRefusal(refusal) ? looped() : named(decoded);
  }

  private Failure looped() {
    return new Failure.LoopDetected(
        provider + ": the call came round in a ring of gateways; see the provider's base_url");
  }

  /**
   * The same failure with this provider's name, which a codec does not know, and without what we
   * sent it as credentials, which some providers repeat.
   */
  Failure named(Failure failure) {
    return switch (failure) {
      case Failure.ProviderFailed f ->
          new Failure.ProviderFailed(
              provider, f.kind(), f.upstreamStatus(), f.retryAfter(), prefixed(f.message()));
      case Failure.ProviderRejected f ->
          new Failure.ProviderRejected(
              provider, f.reason(), f.upstreamStatus(), prefixed(f.message()));
      case Failure.ProviderLimited f ->
          new Failure.ProviderLimited(provider, f.retryAfter(), prefixed(f.message()));
      case Failure.ProviderAuth f -> new Failure.ProviderAuth(provider, prefixed(f.message()));
      case Failure.ProviderTimeout f ->
          new Failure.ProviderTimeout(provider, f.phase(), f.waited(), prefixed(f.message()));
      case Failure.LoopDetected _ -> looped();
      default -> failure;
    };
  }

  private String prefixed(String said) {
    String message = said;
    for (String secret : secrets) {
      message = message.replace(secret, "[masked]");
    }
    return message.startsWith(provider + ":") || message.startsWith(provider + " ")
        ? message
        : provider + ": " + message;
  }

  Failure.ProviderFailed failed(Failure.ProviderFailed.Kind kind, String what) {
    return new Failure.ProviderFailed(provider, kind, 0, provider + ": " + what);
  }

  private Failure timeout(String phase, String what) {
    return new Failure.ProviderTimeout(provider, phase, Duration.ZERO, provider + ": " + what);
  }
}
