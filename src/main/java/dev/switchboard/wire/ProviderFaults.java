package dev.switchboard.wire;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.Failure.ProviderFailed.Kind;
import dev.switchboard.ir.Failure.ProviderRejected.Reason;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The failures that one provider's answers can mean, in words that are safe for callers.
 *
 * @param provider its configured name
 */
public record ProviderFaults(String provider) {

  /** Not JSON. */
  public Failure unreadable(InvalidJsonException e) {
    return unreadable(e.problem() + " at line " + e.line() + ", column " + e.column());
  }

  /** Another shape. Names the place only: the value is the provider's text. */
  public Failure unreadable(InvalidFieldException e) {
    return unreadable(
        (e.pointer().isEmpty() ? "" : e.pointer() + ": ") + "expected " + e.expected());
  }

  /** Not what the dialect says. */
  public Failure unreadable(String why) {
    return new Failure.ProviderFailed(
        provider, Kind.UNREADABLE, 200, provider + " answered with something unreadable: " + why);
  }

  /** An answer without a reason for its end. */
  public Failure noEnd(String why) {
    return new Failure.ProviderFailed(provider, Kind.NO_END, 200, provider + ": " + why);
  }

  /** Too much to do. */
  public Failure overloaded(int status, @Nullable Long retryAfterMillis) {
    return new Failure.ProviderFailed(
        provider,
        Kind.OVERLOADED,
        status,
        retryAfterMillis == null ? null : Duration.ofMillis(retryAfterMillis),
        provider + " is overloaded");
  }

  /** A mistake of the provider's. */
  public Failure failed(Kind kind, int status, String what) {
    return new Failure.ProviderFailed(provider, kind, status, provider + " " + what);
  }

  /**
   * A request that the provider does not take.
   *
   * @param text the provider's words
   */
  public Failure rejected(Reason reason, int status, String text) {
    String clean = ProviderText.clean(text);
    return new Failure.ProviderRejected(
        provider,
        reason,
        status,
        clean.isEmpty() ? provider + " rejected the request with status " + status : clean);
  }

  /**
   * A credential that it does not take, or that may not do this.
   *
   * @param detail the provider's own code; may be empty
   */
  public Failure refusedCredential(int status, String detail) {
    return new Failure.ProviderAuth(
        provider,
        provider
            + " refused the configured credential"
            + (detail.isEmpty() ? " with status " + status : ": " + detail));
  }

  /** A limit that is reached. */
  public Failure limited(@Nullable Long retryAfterMillis) {
    return new Failure.ProviderLimited(
        provider,
        retryAfterMillis == null ? null : Duration.ofMillis(retryAfterMillis),
        "the rate limit at " + provider + " is reached");
  }

  /** What a status means where the body tells no more. */
  public Failure byStatus(int status, String text, @Nullable Long retryAfterMillis) {
    return switch (status) {
      case 401, 403 -> refusedCredential(status, "");
      case 402 ->
          new Failure.ProviderAuth(provider, "the account at " + provider + " has no credit left");
      case 404 ->
          text.isEmpty()
              ? failed(Kind.UNREADABLE, status, "has no such route")
              : rejected(Reason.MODEL_UNKNOWN, status, text);
      case 408, 424 -> failed(Kind.SERVER_ERROR, status, "had an error");
      case 413 -> rejected(Reason.TOO_LARGE, status, text);
      case 429 -> limited(retryAfterMillis);
      case 503, 529 -> overloaded(status, retryAfterMillis);
      default -> {
        if (status >= 400 && status < 500) {
          yield rejected(Reason.OTHER, status, text);
        }
        yield status >= 300 && status < 400
            ? failed(Kind.UNREADABLE, status, "redirects")
            : failed(Kind.SERVER_ERROR, status, "had an error");
      }
    };
  }
}
