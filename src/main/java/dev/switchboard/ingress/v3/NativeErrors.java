package dev.switchboard.ingress.v3;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.Violation;
import dev.switchboard.json.Json;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The error envelope of the native API. */
public final class NativeErrors {
  private NativeErrors() {}

  /** {@code {"error": {…}}} as bytes. */
  public static byte[] body(Failure failure, String requestId) {
    ObjectNode body = Json.object();
    body.set("error", error(failure, requestId));
    return Json.write(body);
  }

  /** What stands under {@code error}. */
  static ObjectNode error(Failure failure, String requestId) {
    ObjectNode error = Json.object();
    error.put("code", failure.code());
    error.put("message", failure.message());
    ObjectNode details = details(failure);
    if (details != null) {
      error.set("details", details);
    }
    error.put("request_id", requestId);
    return error;
  }

  private static @Nullable ObjectNode details(Failure failure) {
    ObjectNode details = Json.object();
    switch (failure) {
      case Failure.InvalidRequest f -> details.put("pointer", f.pointer());
      case Failure.InputInvalid f -> violations(details, f.violations());
      case Failure.OutputInvalid f -> {
        details.put("last_text", f.lastText());
        violations(details, f.violations());
      }
      case Failure.ModelNotFound f -> {
        details.put("model", f.requestedModel());
        ArrayNode nearest = details.putArray("nearest");
        f.nearest().forEach(nearest::add);
      }
      case Failure.TooLarge f -> details.put("limit_bytes", f.limitBytes());
      case Failure.Unsupported f -> details.put("subject", f.subject());
      case Failure.BudgetExhausted f -> {
        details.put("scope", f.scope());
        if (f.resetsAt() != null) {
          details.put("resets_at", f.resetsAt().toString());
        }
      }
      case Failure.RateLimited f -> {
        details.put("limit", f.limit());
        wait(details, f.retryAfter());
      }
      case Failure.ProviderLimited f -> {
        details.put("provider", f.provider());
        wait(details, f.retryAfter());
      }
      case Failure.ProviderRejected f -> {
        details.put("provider", f.provider());
        details.put("provider_status", f.upstreamStatus());
      }
      case Failure.ProviderFailed f -> {
        details.put("provider", f.provider());
        details.put("provider_status", f.upstreamStatus());
        details.put("kind", f.kind().name().toLowerCase(java.util.Locale.ROOT));
        wait(details, f.retryAfter());
      }
      case Failure.ProviderAuth f -> details.put("provider", f.provider());
      case Failure.ProviderTimeout f -> {
        details.put("provider", f.provider());
        details.put("phase", f.phase());
      }
      case Failure.Unauthorized _,
          Failure.Forbidden _,
          Failure.NotFound _,
          Failure.MethodNotAllowed _,
          Failure.Conflict _,
          Failure.Overloaded _,
          Failure.NoTarget _,
          Failure.LoopDetected _,
          Failure.CallerGone _,
          Failure.Internal _ -> {
        return null;
      }
    }
    return details;
  }

  private static void violations(ObjectNode details, List<Violation> violations) {
    ArrayNode list = details.putArray("violations");
    for (Violation violation : violations) {
      list.addObject()
          .put("pointer", violation.pointer())
          .put("keyword", violation.keyword())
          .put("message", violation.message());
    }
  }

  private static void wait(ObjectNode details, @Nullable Duration wait) {
    if (wait != null) {
      details.put("retry_after_ms", wait.toMillis());
    }
  }
}
