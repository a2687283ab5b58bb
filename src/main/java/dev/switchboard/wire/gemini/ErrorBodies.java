package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Failure;
import dev.switchboard.json.Json;
import dev.switchboard.json.JsonPointers;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Failures in the dialect's envelope: {@code {"error": {code, message, status, details}}}.
 *
 * <p>{@code code} is the HTTP status, {@code status} one of Google's words for it; our own code is
 * the reason in an {@code ErrorInfo}. SDKs choose their exception by {@code code} alone.
 *
 * @see <a href="https://cloud.google.com/apis/design/errors">source</a>
 */
public final class ErrorBodies {
  private static final String TYPE = "type.googleapis.com/google.rpc.";

  private ErrorBodies() {}

  /** The whole body of an error answer. */
  public static ObjectNode write(Failure failure) {
    ObjectNode body = Json.object();
    ObjectNode error = body.putObject("error");
    error.put("code", failure.status());
    error.put("message", failure.message());
    error.put("status", word(failure));
    ArrayNode details = error.putArray("details");
    details
        .addObject()
        .put("@type", TYPE + "ErrorInfo")
        .put("reason", reason(failure))
        .put("domain", "switchboard");
    if (failure instanceof Failure.InvalidRequest invalid && !invalid.pointer().isEmpty()) {
      details
          .addObject()
          .put("@type", TYPE + "BadRequest")
          .putArray("fieldViolations")
          .addObject()
          .put("field", field(invalid.pointer()))
          .put("description", invalid.message());
    }
    Duration wait = wait(failure);
    if (wait != null) {
      details
          .addObject()
          .put("@type", TYPE + "RetryInfo")
          .put("retryDelay", Math.max(1, (wait.toMillis() + 999) / 1000) + "s");
    }
    return body;
  }

  /** Google's word for a failure, such as {@code INVALID_ARGUMENT}. */
  public static String word(Failure failure) {
    return switch (failure) {
      case Failure.InvalidRequest _,
          Failure.TooLarge _,
          Failure.InputInvalid _,
          Failure.OutputInvalid _ ->
          "INVALID_ARGUMENT";
      case Failure.Unsupported _, Failure.BudgetExhausted _, Failure.LoopDetected _ ->
          "FAILED_PRECONDITION";
      case Failure.Unauthorized _ -> "UNAUTHENTICATED";
      case Failure.Forbidden _ -> "PERMISSION_DENIED";
      case Failure.ModelNotFound _, Failure.NotFound _ -> "NOT_FOUND";
      case Failure.MethodNotAllowed _ -> "UNIMPLEMENTED";
      case Failure.Conflict _ -> "ABORTED";
      case Failure.RateLimited _, Failure.ProviderLimited _ -> "RESOURCE_EXHAUSTED";
      case Failure.ProviderRejected rejected ->
          rejected.reason() == Failure.ProviderRejected.Reason.MODEL_UNKNOWN
              ? "NOT_FOUND"
              : "INVALID_ARGUMENT";
      case Failure.ProviderFailed _,
          Failure.ProviderAuth _,
          Failure.Overloaded _,
          Failure.NoTarget _ ->
          "UNAVAILABLE";
      case Failure.ProviderTimeout _ -> "DEADLINE_EXCEEDED";
      case Failure.CallerGone _ -> "CANCELLED";
      case Failure.Internal _ -> "INTERNAL";
    };
  }

  /** Google's own reason where callers look for it. */
  private static String reason(Failure failure) {
    return failure instanceof Failure.Unauthorized
        ? "API_KEY_INVALID"
        : failure.code().toUpperCase(Locale.ROOT);
  }

  /** The place as Google writes it: {@code contents[0].parts} for {@code /contents/0/parts}. */
  private static String field(String pointer) {
    StringBuilder field = new StringBuilder();
    for (String step : JsonPointers.steps(pointer)) {
      if (!field.isEmpty() && step.chars().allMatch(c -> c >= '0' && c <= '9')) {
        field.append('[').append(step).append(']');
      } else {
        field.append(field.isEmpty() ? "" : ".").append(step);
      }
    }
    return field.toString();
  }

  private static @Nullable Duration wait(Failure failure) {
    return switch (failure) {
      case Failure.RateLimited limited -> limited.retryAfter();
      case Failure.ProviderLimited limited -> limited.retryAfter();
      case Failure.ProviderFailed failed -> failed.retryAfter();
      case Failure.NoTarget none -> none.retryAfter();
      default -> null;
    };
  }
}
