package dev.switchboard.wire.bedrock;

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
 * What Bedrock's errors mean: an exception's name decides where there is one, else the status.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html">
 *     source</a>
 */
final class BedrockFailures {
  private final ProviderFaults faults;

  BedrockFailures(String provider) {
    this.faults = new ProviderFaults(provider);
  }

  Failure decode(int status, byte[] body, @Nullable Long retryAfterMillis) {
    JsonNode json;
    try {
      json = Json.parseReply(body);
    } catch (InvalidJsonException _) {
      json = Json.object();
    }
    String type = json.path("__type").asString("");
    return decode(type.substring(type.lastIndexOf('#') + 1), status, json, retryAfterMillis);
  }

  /**
   * What an exception means.
   *
   * @param type its name; empty if unknown
   * @param status the HTTP status; 200 within a stream
   */
  Failure decode(String type, int status, JsonNode body, @Nullable Long retryAfterMillis) {
    String message = body.path("message").asString("");
    String text = message.isEmpty() ? body.path("Message").asString("") : message;
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "throttlingexception", "modelnotreadyexception", "servicequotaexceededexception" ->
          faults.limited(retryAfterMillis);
      case "validationexception" -> invalid(status, text);
      case "accessdeniedexception",
          "unrecognizedclientexception",
          "invalidsignatureexception",
          "expiredtokenexception",
          "incompletesignatureexception",
          "missingauthenticationtokenexception" ->
          faults.refusedCredential(status, type);
      case "resourcenotfoundexception" -> faults.rejected(Reason.MODEL_UNKNOWN, status, text);
      case "serviceunavailableexception" -> faults.overloaded(status, retryAfterMillis);
      case "internalserverexception",
          "modelerrorexception",
          "modelstreamerrorexception",
          "modeltimeoutexception" ->
          faults.failed(Kind.SERVER_ERROR, status, "had an error: " + type);
      default ->
          status == 400 ? invalid(status, text) : faults.byStatus(status, text, retryAfterMillis);
    };
  }

  Failure unreadable(InvalidJsonException e) {
    return faults.unreadable(e);
  }

  Failure unreadable(InvalidFieldException e) {
    return faults.unreadable(e);
  }

  Failure unreadable(String why) {
    return faults.unreadable(why);
  }

  Failure noEnd(String why) {
    return faults.noEnd(why);
  }

  private Failure invalid(int status, String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("too long")
        || lower.contains("too many input tokens")
        || lower.contains("context length")
        || lower.contains("context window")
        || lower.contains("context limit")) {
      return faults.rejected(Reason.CONTEXT_LENGTH, status, text);
    }
    return faults.rejected(
        lower.contains("model identifier") ? Reason.MODEL_UNKNOWN : Reason.OTHER, status, text);
  }
}
