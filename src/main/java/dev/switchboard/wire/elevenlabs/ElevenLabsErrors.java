package dev.switchboard.wire.elevenlabs;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.Failure.ProviderFailed;
import dev.switchboard.ir.Failure.ProviderRejected.Reason;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ProviderText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What errors mean: {@code {"detail": {"status", "message"}}}, or a list, or a text. */
final class ElevenLabsErrors {
  private final String provider;

  ElevenLabsErrors(String provider) {
    this.provider = provider;
  }

  Failure of(int status, byte[] body, @Nullable Long retryAfterMillis) {
    JsonNode detail;
    try {
      detail = Json.parseReply(body).path("detail");
    } catch (InvalidJsonException _) {
      detail = Json.object();
    }
    String word = detail.path("status").asString("");
    if (word.equals("quota_exceeded")) {
      return new Failure.ProviderAuth(
          provider, "the account at " + provider + " has no credit left");
    }
    return switch (status) {
      case 401, 402, 403 ->
          new Failure.ProviderAuth(provider, "the credential for " + provider + " was refused");
      case 404 ->
          rejected(word.contains("model") ? Reason.MODEL_UNKNOWN : Reason.OTHER, status, detail);
      case 413 -> rejected(Reason.TOO_LARGE, status, detail);
      case 429 ->
          new Failure.ProviderLimited(
              provider,
              retryAfterMillis == null ? null : Duration.ofMillis(retryAfterMillis),
              "the rate limit of " + provider + " is reached");
      case 503 ->
          new ProviderFailed(
              provider,
              ProviderFailed.Kind.OVERLOADED,
              status,
              retryAfterMillis == null ? null : Duration.ofMillis(retryAfterMillis),
              provider + " is overloaded");
      default ->
          status >= 400 && status < 500
              ? rejected(
                  word.equals("model_not_found") ? Reason.MODEL_UNKNOWN : Reason.OTHER,
                  status,
                  detail)
              : failed(ProviderFailed.Kind.SERVER_ERROR, status, "answered with an error");
    };
  }

  FailureException unreadable(String what) {
    return new FailureException(
        failed(ProviderFailed.Kind.UNREADABLE, 200, "sent something unreadable: " + what));
  }

  FailureException unsupported(String subject, String value, String expected) {
    return new FailureException(
        new Failure.Unsupported(
            subject, subject + ": " + value + " (expected at " + provider + ": " + expected + ")"));
  }

  private Failure rejected(Reason reason, int status, JsonNode detail) {
    JsonNode message = detail.isArray() ? detail.path(0).path("msg") : detail.path("message");
    String said =
        ProviderText.clean(detail.isString() ? detail.asString("") : message.asString(""));
    return new Failure.ProviderRejected(
        provider, reason, status, said.isEmpty() ? provider + " refused the request" : said);
  }

  private Failure failed(ProviderFailed.Kind kind, int status, String what) {
    return new ProviderFailed(provider, kind, status, provider + " " + what);
  }
}
