package dev.switchboard.wire.openai.realtime;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.Failure.ProviderFailed.Kind;
import dev.switchboard.ir.Failure.ProviderRejected.Reason;
import dev.switchboard.ir.RealtimeEvent;
import dev.switchboard.ir.RealtimeEvent.ResponseDone;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Fields;
import dev.switchboard.wire.ProviderFaults;
import dev.switchboard.wire.ProviderText;
import java.util.Optional;
import java.util.Set;

/** What goes wrong within a session: it has words for it, and no statuses. */
final class RealtimeClientErrors {
  /** What came too late, or too early, for the state in which the session was by then. */
  private static final Set<String> CROSSED =
      Set.of(
          "conversation_already_has_active_response",
          "response_cancel_not_active",
          "input_audio_buffer_commit_empty");

  private final ProviderFaults faults;
  private final String provider;

  RealtimeClientErrors(String provider) {
    this.provider = provider;
    this.faults = new ProviderFaults(provider);
  }

  /** What an {@code error} object means. */
  Failure of(Fields error) {
    String type = error.optionalText("type").orElse("");
    String code = error.optionalText("code").orElse("");
    String message = error.optionalText("message").orElse("");
    if (CROSSED.contains(code)) {
      return new Failure.InvalidRequest(code, "", ProviderText.clean(message));
    }
    if (code.equals(Failure.LoopDetected.CODE)) {
      return new Failure.LoopDetected(ProviderText.clean(message));
    }
    return switch (type) {
      case "server_error", "internal_server_error" ->
          faults.failed(Kind.SERVER_ERROR, 500, "had an error");
      case "authentication_error", "permission_error" -> faults.refusedCredential(401, code);
      case "rate_limit_error", "rate_limit_exceeded", "tokens", "requests" -> faults.limited(null);
      case "insufficient_quota" ->
          new Failure.ProviderAuth(provider, "the account at " + provider + " has no credit left");
      default ->
          switch (code) {
            case "rate_limit_exceeded" -> faults.limited(null);
            case "model_not_found" -> faults.rejected(Reason.MODEL_UNKNOWN, 404, message);
            case "context_length_exceeded" -> faults.rejected(Reason.CONTEXT_LENGTH, 400, message);
            case "content_filter" -> faults.rejected(Reason.CONTENT_FILTER, 400, message);
            default -> faults.rejected(Reason.OTHER, 400, message);
          };
    };
  }

  /** The end of a response. */
  RealtimeEvent done(String id, Fields response, Usage usage) {
    Optional<Fields> details = response.optionalObject("status_details");
    String reason = details.flatMap(found -> found.optionalText("reason")).orElse("");
    String status = response.optionalText("status").orElse("completed");
    return switch (status) {
      case "cancelled" ->
          new ResponseDone(
              id,
              reason.equals("turn_detected")
                  ? ResponseDone.End.INTERRUPTED
                  : ResponseDone.End.CANCELLED,
              usage,
              null);
      case "incomplete" ->
          new ResponseDone(
              id,
              reason.equals("content_filter")
                  ? ResponseDone.End.CONTENT_FILTER
                  : ResponseDone.End.MAX_TOKENS,
              usage,
              null);
      case "failed" ->
          new ResponseDone(
              id,
              ResponseDone.End.FAILED,
              usage,
              details
                  .flatMap(found -> found.optionalObject("error"))
                  .map(this::of)
                  .orElseGet(() -> faults.failed(Kind.SERVER_ERROR, 0, "could not respond")));
      default -> new ResponseDone(id, ResponseDone.End.COMPLETED, usage, null);
    };
  }
}
