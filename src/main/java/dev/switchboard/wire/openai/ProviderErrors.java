package dev.switchboard.wire.openai;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.Failure.ProviderFailed.Kind;
import dev.switchboard.ir.Failure.ProviderRejected.Reason;
import dev.switchboard.wire.ProviderText;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What vendors' errors mean: by their codes first, then by the status, and only for a plain 400 by
 * well-known words of the message.
 */
public final class ProviderErrors {
  private final String provider;

  public ProviderErrors(String provider) {
    this.provider = provider;
  }

  /** The failure of an error answer; see {@code ClientCodec.decodeFailure}. */
  public Failure of(int status, byte[] body, @Nullable Long retryAfterMillis) {
    return of(status, ErrorText.read(body), retryAfterMillis);
  }

  /** The failure of an error within a 200, whole or streamed. */
  public Failure within(ErrorText error) {
    return of(200, error, null);
  }

  private Failure of(int status, ErrorText error, @Nullable Long retryAfterMillis) {
    int meant = status >= 200 && status < 300 ? error.status() : status;
    // A server error is the vendor's own, whatever words its message has.
    boolean ours = meant < 500 || meant != status;
    Optional<Failure> byCode = ours ? byCode(status, error) : Optional.empty();
    if (byCode.isPresent()) {
      return byCode.get();
    }
    return switch (meant) {
      case 400, 405, 406, 409, 415, 422 -> rejected(Reason.OTHER, status, error);
      case 401, 402, 403, 407 -> auth(meant, error);
      case 404 ->
          error.mentionsModel()
              ? rejected(Reason.MODEL_UNKNOWN, status, error)
              : failed(Kind.SERVER_ERROR, status, "has no such route");
      case 408, 504, 524 ->
          new Failure.ProviderTimeout(
              provider, "upstream", Duration.ZERO, provider + " ran out of time itself");
      case 413 -> rejected(Reason.TOO_LARGE, status, error);
      case 429 -> limited(error, retryAfterMillis);
      case 498, 503, 529 -> overloaded(status, error, retryAfterMillis);
      default -> failed(Kind.SERVER_ERROR, status, "answered with an error");
    };
  }

  private Optional<Failure> byCode(int status, ErrorText error) {
    if (error.isQuota()) {
      return Optional.of(
          new Failure.ProviderAuth(provider, "the account at " + provider + " has no credit left"));
    }
    if (error.isAuth()) {
      return Optional.of(auth(401, error));
    }
    if (status == 429 || error.isRateLimit()) {
      return Optional.empty();
    }
    if (error.isContextLength()) {
      return Optional.of(rejected(Reason.CONTEXT_LENGTH, status, error));
    }
    if (error.isContentFilter()) {
      return Optional.of(rejected(Reason.CONTENT_FILTER, status, error));
    }
    if (error.isModelUnknown()) {
      return Optional.of(rejected(Reason.MODEL_UNKNOWN, status, error));
    }
    return Optional.empty();
  }

  private Failure rejected(Reason reason, int status, ErrorText error) {
    String said = ProviderText.clean(error.message());
    return new Failure.ProviderRejected(
        provider, reason, status, said.isEmpty() ? provider + " refused the request" : said);
  }

  private Failure auth(int status, ErrorText error) {
    if (status == 403 && error.isContentFilter()) {
      return rejected(Reason.CONTENT_FILTER, status, error);
    }
    String what = status == 402 ? "has no credit left" : "was refused";
    String subject = status == 402 ? "the account at " : "the credential for ";
    return new Failure.ProviderAuth(provider, subject + provider + " " + what);
  }

  private Failure limited(ErrorText error, @Nullable Long retryAfterMillis) {
    return new Failure.ProviderLimited(
        provider, wait(error, retryAfterMillis), "the rate limit of " + provider + " is reached");
  }

  private Failure overloaded(int status, ErrorText error, @Nullable Long retryAfterMillis) {
    return new Failure.ProviderFailed(
        provider,
        Kind.OVERLOADED,
        status,
        wait(error, retryAfterMillis),
        provider + " is overloaded" + (status == 200 ? "" : " (status " + status + ")"));
  }

  private static @Nullable Duration wait(ErrorText error, @Nullable Long retryAfterMillis) {
    return retryAfterMillis == null
        ? error.retryAfter().orElse(null)
        : Duration.ofMillis(retryAfterMillis);
  }

  /** What the provider did. */
  public Failure failed(Kind kind, int status, String what) {
    String seen = status == 0 || status == 200 ? "" : " (status " + status + ")";
    return new Failure.ProviderFailed(provider, kind, status, provider + " " + what + seen);
  }

  /** Something that cannot be read; {@code what} holds nothing of it. */
  public Failure unreadable(String what) {
    return failed(Kind.UNREADABLE, 200, "sent something unreadable: " + what);
  }

  /** An answer that stopped without a reason. */
  public Failure noEnd() {
    return failed(Kind.NO_END, 200, "ended its answer without saying why");
  }
}
