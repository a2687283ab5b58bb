package dev.switchboard.wire.openai;

import dev.switchboard.ir.Failure;
import dev.switchboard.json.Json;
import dev.switchboard.json.JsonPointers;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Failures in the dialect's envelope: {@code {"error": {message, type, param, code}}}.
 *
 * <p>Where OpenAI has a code of its own for the same thing it is used, because clients branch on
 * it; else our own code stands. {@code code} is always a string: a number breaks the Java SDK.
 */
public final class ErrorBodies {
  private static final String REQUEST = "invalid_request_error";
  private static final String SERVER = "server_error";

  private ErrorBodies() {}

  /** The whole body. */
  public static ObjectNode write(Failure failure) {
    return switch (failure) {
      case Failure.InvalidRequest f -> body(f, REQUEST, f.code(), param(f.pointer()));
      case Failure.Unauthorized f -> body(f, "authentication_error", "invalid_api_key", null);
      case Failure.BudgetExhausted f -> body(f, "insufficient_quota", "insufficient_quota", null);
      case Failure.Forbidden f -> body(f, "permission_error", f.code(), null);
      case Failure.ModelNotFound f -> body(f, REQUEST, f.code(), "model");
      case Failure.NotFound f -> body(f, REQUEST, f.code(), null);
      case Failure.MethodNotAllowed f -> body(f, REQUEST, f.code(), null);
      case Failure.Conflict f -> body(f, "conflict_error", f.code(), null);
      case Failure.TooLarge f -> body(f, REQUEST, f.code(), null);
      case Failure.InputInvalid f -> body(f, REQUEST, f.code(), null);
      case Failure.OutputInvalid f -> body(f, REQUEST, f.code(), null);
      case Failure.Unsupported f -> body(f, REQUEST, f.code(), f.subject());
      case Failure.RateLimited f -> body(f, "rate_limit_error", "rate_limit_exceeded", null);
      case Failure.ProviderLimited f -> body(f, "rate_limit_error", "rate_limit_exceeded", null);
      case Failure.ProviderRejected f -> body(f, REQUEST, f.code(), null);
      case Failure.ProviderFailed f -> body(f, SERVER, f.code(), null);
      case Failure.ProviderAuth f -> body(f, SERVER, f.code(), null);
      case Failure.ProviderTimeout f -> body(f, "timeout", f.code(), null);
      case Failure.Overloaded f -> body(f, SERVER, f.code(), null);
      case Failure.NoTarget f -> body(f, SERVER, f.code(), null);
      case Failure.LoopDetected f -> body(f, SERVER, f.code(), null);
      case Failure.CallerGone f -> body(f, REQUEST, f.code(), null);
      case Failure.Internal f -> body(f, SERVER, f.code(), null);
    };
  }

  private static ObjectNode body(
      Failure failure, String type, String code, @Nullable String param) {
    ObjectNode body = Json.object();
    body.putObject("error")
        .put("message", failure.message())
        .put("type", type)
        .put("param", param)
        .put("code", code);
    return body;
  }

  /** The place as OpenAI writes it: {@code messages[0].content} for {@code /messages/0/content}. */
  private static @Nullable String param(String pointer) {
    if (pointer.isEmpty()) {
      return null;
    }
    StringBuilder param = new StringBuilder();
    for (String step : JsonPointers.steps(pointer)) {
      if (!param.isEmpty() && step.chars().allMatch(c -> c >= '0' && c <= '9')) {
        param.append('[').append(step).append(']');
      } else {
        param.append(param.isEmpty() ? "" : ".").append(step);
      }
    }
    return param.toString();
  }
}
