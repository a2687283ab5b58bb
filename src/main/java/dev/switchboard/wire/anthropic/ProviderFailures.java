package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.Failure.ProviderFailed.Kind;
import dev.switchboard.ir.Failure.ProviderRejected.Reason;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ProviderFaults;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the provider's errors mean.
 *
 * <p>The error's own type decides where it is known, else the status. An account without credit is
 * told as {@link Failure.ProviderAuth}: like a refused credential it is ours to mend, no retry
 * helps, and another provider may serve.
 *
 * @see <a href="https://platform.claude.com/docs/en/api/errors">source</a>
 */
final class ProviderFailures {
  private final ProviderFaults faults;
  private final String provider;

  ProviderFailures(String provider) {
    this.faults = new ProviderFaults(provider);
    this.provider = provider;
  }

  Failure decode(int status, byte[] body, @Nullable Long retryAfterMillis) {
    JsonNode json;
    try {
      json = Json.parseReply(body);
    } catch (InvalidJsonException _) {
      json = Json.object();
    }
    return decode(status, json, retryAfterMillis);
  }

  /**
   * What an error object means.
   *
   * @param status the HTTP status; 200 for an error within an answer
   */
  Failure decode(int status, JsonNode body, @Nullable Long retryAfterMillis) {
    JsonNode error = body.path("error");
    String text = error.isString() ? error.stringValue() : error.path("message").asString("");
    if (text.isEmpty()) {
      text = body.path("message").asString("");
    }
    String type = error.path("type").asString("");
    return switch (type) {
      case "authentication_error", "permission_error" -> faults.refusedCredential(status, type);
      case "billing_error" -> noCredit();
      case "rate_limit_error" -> faults.limited(retryAfterMillis);
      case "overloaded_error" -> faults.overloaded(status, retryAfterMillis);
      case "request_too_large" -> faults.rejected(Reason.TOO_LARGE, status, text);
      case "not_found_error" -> notFound(status, text);
      case "invalid_request_error" -> invalid(status, text);
      case "api_error", "timeout_error" ->
          status == 503 || status == 529
              ? faults.overloaded(status, retryAfterMillis)
              : faults.failed(Kind.SERVER_ERROR, status, "had an error");
      default -> byStatus(status, text, retryAfterMillis);
    };
  }

  Failure unreadable(InvalidJsonException e) {
    return faults.unreadable(e);
  }

  /** Names the place only: the value is the provider's text. */
  Failure unreadable(InvalidFieldException e) {
    return faults.unreadable(e);
  }

  Failure unreadable(String why) {
    return faults.unreadable(why);
  }

  Failure noEnd(String why) {
    return faults.noEnd(why);
  }

  private Failure byStatus(int status, String text, @Nullable Long retryAfterMillis) {
    return switch (status) {
      case 401, 403 -> faults.refusedCredential(status, "");
      case 402 -> noCredit();
      case 413 -> faults.rejected(Reason.TOO_LARGE, status, text);
      case 429 -> faults.limited(retryAfterMillis);
      case 503, 529 -> faults.overloaded(status, retryAfterMillis);
      case 404 ->
          text.isEmpty()
              ? faults.failed(Kind.UNREADABLE, status, "has no such route")
              : notFound(status, text);
      default -> {
        if (status >= 400 && status < 500) {
          yield invalid(status, text);
        }
        yield status >= 300 && status < 400
            ? faults.failed(Kind.UNREADABLE, status, "redirects")
            : faults.failed(Kind.SERVER_ERROR, status, "had an error");
      }
    };
  }

  private Failure invalid(int status, String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("credit balance") || lower.contains("usage limits")) {
      return noCredit();
    }
    if (lower.contains("prompt is too long")
        || lower.contains("context limit")
        || lower.contains("context window")) {
      return faults.rejected(Reason.CONTEXT_LENGTH, status, text);
    }
    return faults.rejected(
        lower.contains("content filter") ? Reason.CONTENT_FILTER : Reason.OTHER, status, text);
  }

  private Failure notFound(int status, String text) {
    boolean aboutModel = text.toLowerCase(Locale.ROOT).contains("model");
    return faults.rejected(aboutModel ? Reason.MODEL_UNKNOWN : Reason.OTHER, status, text);
  }

  private Failure noCredit() {
    return new Failure.ProviderAuth(provider, "the account at " + provider + " has no credit left");
  }
}
