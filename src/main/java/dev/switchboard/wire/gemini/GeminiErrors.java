package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.Failure.ProviderFailed;
import dev.switchboard.ir.Failure.ProviderRejected;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ProviderText;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What Google's errors mean, whole or within a stream.
 *
 * <p>The {@code status} word decides where it is given, else the HTTP status. Two are finer than
 * their word: a wrong key is an {@code INVALID_ARGUMENT} with the reason {@code API_KEY_INVALID},
 * and a prompt that is too long is told from its message alone.
 *
 * @see <a href="https://ai.google.dev/gemini-api/docs/troubleshooting">source</a>
 */
final class GeminiErrors {
  private static final Pattern TOO_LONG =
      Pattern.compile("exceeds the maximum number of tokens|input context is too long");
  private static final Pattern TOO_LARGE = Pattern.compile("payload size exceeds");
  private static final Pattern FILE = Pattern.compile("access the file");
  private static final Pattern ACCOUNT = Pattern.compile("billing|user location|free tier");
  private static final Pattern KEY = Pattern.compile("api key (?:not valid|expired)");
  private static final Pattern MODEL = Pattern.compile("model");
  private static final Pattern DELAY = Pattern.compile("([0-9]{1,9})(?:\\.([0-9]{1,9}))?s");

  private final String provider;

  /**
   * @param provider the configured provider's name
   */
  GeminiErrors(String provider) {
    this.provider = provider;
  }

  /**
   * @param httpStatus of the answer; 200 within a stream
   * @param error the value of {@code error}, or anything
   */
  private record Said(int httpStatus, JsonNode error) {

    /** The HTTP status that is meant. */
    int status() {
      int code = error.path("code").asInt(0);
      return httpStatus < 400 && code >= 400 && code < 600 ? code : httpStatus;
    }

    String word() {
      return error.path("status").asString("").toUpperCase(Locale.ROOT);
    }

    String message() {
      return error.isString() ? error.stringValue() : error.path("message").asString("");
    }

    boolean matches(Pattern pattern) {
      return pattern.matcher(message().toLowerCase(Locale.ROOT)).find();
    }

    boolean is(String reason) {
      return error.path("details").values().stream()
          .anyMatch(detail -> detail.path("reason").asString("").equals(reason));
    }
  }

  /** An error answer; see {@link dev.switchboard.wire.ClientCodec#decodeFailure}. */
  Failure of(int status, byte[] body, @Nullable Long retryAfterMillis) {
    JsonNode document;
    try {
      document = Json.parseReply(body);
    } catch (InvalidJsonException e) {
      document = Json.object();
    }
    return failure(new Said(status, within(document)), retryAfterMillis);
  }

  /** The error that a document of a 200 is; empty if it is none. */
  Optional<Failure> embedded(JsonNode document) {
    JsonNode error = within(document);
    return error.isMissingNode() || error.isNull()
        ? Optional.empty()
        : Optional.of(failure(new Said(200, error), null));
  }

  /** Streams that are no server-sent events answer a list of one. */
  private static JsonNode within(JsonNode document) {
    return (document.isArray() ? document.path(0) : document).path("error");
  }

  private Failure failure(Said said, @Nullable Long retryAfterMillis) {
    if (said.is("API_KEY_INVALID")) {
      return auth("refuses our key");
    }
    return switch (said.word()) {
      case "INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE" -> invalid(said);
      case "UNAUTHENTICATED" -> auth("refuses our key");
      case "PERMISSION_DENIED" -> denied(said);
      case "NOT_FOUND" -> notFound(said);
      case "RESOURCE_EXHAUSTED" -> limited(said, retryAfterMillis);
      case "UNAVAILABLE" -> overloaded(said, retryAfterMillis);
      case "INTERNAL", "UNKNOWN", "DATA_LOSS", "ABORTED", "CANCELLED", "DEADLINE_EXCEEDED" ->
          serverError(said);
      default -> byStatus(said, retryAfterMillis);
    };
  }

  private Failure byStatus(Said said, @Nullable Long retryAfterMillis) {
    return switch (said.status()) {
      case 400 -> invalid(said);
      case 401 -> auth("refuses our key");
      case 403 -> denied(said);
      case 404 ->
          said.message().isEmpty()
              ? failed(ProviderFailed.Kind.UNREADABLE, said, "has no such route")
              : notFound(said);
      case 413 -> rejected(ProviderRejected.Reason.TOO_LARGE, said);
      case 429 -> limited(said, retryAfterMillis);
      case 503, 529 -> overloaded(said, retryAfterMillis);
      case 408, 499 -> serverError(said);
      default -> {
        if (said.status() >= 400 && said.status() < 500) {
          yield rejected(ProviderRejected.Reason.OTHER, said);
        }
        yield said.status() >= 300 && said.status() < 400
            ? failed(ProviderFailed.Kind.UNREADABLE, said, "redirects")
            : serverError(said);
      }
    };
  }

  private Failure invalid(Said said) {
    if (said.matches(TOO_LONG)) {
      return rejected(ProviderRejected.Reason.CONTEXT_LENGTH, said);
    }
    if (said.matches(TOO_LARGE)) {
      return rejected(ProviderRejected.Reason.TOO_LARGE, said);
    }
    if (said.word().equals("FAILED_PRECONDITION") && said.matches(ACCOUNT)) {
      return auth("does not serve our account (billing or region)");
    }
    return said.matches(KEY)
        ? auth("refuses our key")
        : rejected(ProviderRejected.Reason.OTHER, said);
  }

  /** Models are not the only things that can be missing: cached contents, too. */
  private Failure notFound(Said said) {
    return rejected(
        said.message().isEmpty() || said.matches(MODEL)
            ? ProviderRejected.Reason.MODEL_UNKNOWN
            : ProviderRejected.Reason.OTHER,
        said);
  }

  /** A file of another account is denied like a key, but is a matter of the request. */
  private Failure denied(Said said) {
    return said.matches(FILE)
        ? rejected(ProviderRejected.Reason.OTHER, said)
        : auth("denies our key this model");
  }

  private Failure auth(String what) {
    return new Failure.ProviderAuth(provider, "provider " + provider + " " + what);
  }

  private Failure rejected(ProviderRejected.Reason reason, Said said) {
    String text = ProviderText.clean(said.message());
    return new ProviderRejected(
        provider,
        reason,
        said.status(),
        text.isEmpty()
            ? "provider " + provider + " rejected the request with status " + said.status()
            : text);
  }

  private Failure failed(ProviderFailed.Kind kind, Said said, String what) {
    return new ProviderFailed(
        provider,
        kind,
        said.status(),
        "provider " + provider + " " + what + " (status " + said.status() + ")");
  }

  private Failure serverError(Said said) {
    return failed(ProviderFailed.Kind.SERVER_ERROR, said, "had an error");
  }

  private Failure overloaded(Said said, @Nullable Long retryAfterMillis) {
    return new ProviderFailed(
        provider,
        ProviderFailed.Kind.OVERLOADED,
        said.status(),
        wait(said, retryAfterMillis),
        "provider " + provider + " is overloaded (status " + said.status() + ")");
  }

  private Failure limited(Said said, @Nullable Long retryAfterMillis) {
    return new Failure.ProviderLimited(
        provider,
        wait(said, retryAfterMillis),
        "provider " + provider + " has reached its limit for us (" + said.status() + ")");
  }

  private static @Nullable Duration wait(Said said, @Nullable Long retryAfterMillis) {
    Duration header = retryAfterMillis == null ? null : Duration.ofMillis(retryAfterMillis);
    return retryDelay(said.error()).orElse(header);
  }

  /** A protobuf duration such as {@code 12s} or {@code 0.5s} in {@code google.rpc.RetryInfo}. */
  private static Optional<Duration> retryDelay(JsonNode error) {
    for (JsonNode detail : error.path("details")) {
      Matcher delay = DELAY.matcher(detail.path("retryDelay").asString(""));
      if (delay.matches()) {
        String fraction = delay.group(2) == null ? "" : delay.group(2);
        long nanos = Long.parseLong((fraction + "000000000").substring(0, 9));
        return Optional.of(Duration.ofSeconds(Long.parseLong(delay.group(1)), nanos));
      }
    }
    return Optional.empty();
  }
}
