package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.Failure;
import dev.switchboard.json.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * Failures in the dialect's envelope: {@code {"type": "error", "error": {type, message}}}.
 *
 * @see <a href="https://platform.claude.com/docs/en/api/errors">source</a>
 */
final class ErrorBodies {
  private static final String REQUEST = "invalid_request_error";
  private static final String API = "api_error";
  private static final String LIMIT = "rate_limit_error";
  private static final String OVERLOADED = "overloaded_error";
  private static final String MISSING = "not_found_error";

  /** What coding agents look for before they shorten the conversation and try again. */
  private static final String TOO_LONG = "prompt is too long";

  private ErrorBodies() {}

  /** The HTTP status that goes with the type: the dialect has one of its own for too much to do. */
  static int status(Failure failure) {
    return type(failure).equals(OVERLOADED) ? 529 : failure.status();
  }

  static ObjectNode write(Failure failure) {
    ObjectNode body = Json.object().put("type", "error");
    ObjectNode error = body.putObject("error").put("type", type(failure));
    error.put("message", message(failure));
    error.putObject("details").put("error_code", failure.code());
    return body;
  }

  private static String message(Failure failure) {
    boolean isTooLong =
        failure instanceof Failure.ProviderRejected rejected
            && rejected.reason() == Failure.ProviderRejected.Reason.CONTEXT_LENGTH;
    return isTooLong && !failure.message().contains(TOO_LONG)
        ? TOO_LONG + ": " + failure.message()
        : failure.message();
  }

  private static String type(Failure failure) {
    return switch (failure) {
      case Failure.InvalidRequest _,
          Failure.MethodNotAllowed _,
          Failure.Conflict _,
          Failure.InputInvalid _,
          Failure.OutputInvalid _,
          Failure.Unsupported _,
          Failure.CallerGone _ ->
          REQUEST;
      case Failure.Unauthorized _ -> "authentication_error";
      case Failure.BudgetExhausted _ -> "billing_error";
      case Failure.Forbidden _ -> "permission_error";
      case Failure.ModelNotFound _, Failure.NotFound _ -> MISSING;
      case Failure.TooLarge _ -> "request_too_large";
      case Failure.RateLimited _, Failure.ProviderLimited _ -> LIMIT;
      case Failure.ProviderRejected rejected ->
          switch (rejected.reason()) {
            case MODEL_UNKNOWN -> MISSING;
            case TOO_LARGE -> "request_too_large";
            case CONTEXT_LENGTH, CONTENT_FILTER, OTHER -> REQUEST;
          };
      case Failure.ProviderFailed failed ->
          failed.kind() == Failure.ProviderFailed.Kind.OVERLOADED ? OVERLOADED : API;
      case Failure.ProviderTimeout _ -> "timeout_error";
      case Failure.Overloaded _ -> OVERLOADED;
      case Failure.NoTarget none -> none.retryAfter() == null ? API : OVERLOADED;
      case Failure.ProviderAuth _, Failure.LoopDetected _, Failure.Internal _ -> API;
    };
  }
}
