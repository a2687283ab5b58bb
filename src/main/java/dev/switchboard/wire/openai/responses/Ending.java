package dev.switchboard.wire.openai.responses;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.StopReason;
import org.jspecify.annotations.Nullable;

/**
 * How a response stands: its {@code status} and what explains it.
 *
 * @param incomplete why it is incomplete; null otherwise
 * @param errorCode one of the dialect's closed set of words; null unless it failed
 * @param message beside the code
 */
record Ending(
    String status,
    @Nullable String incomplete,
    @Nullable String errorCode,
    @Nullable String message) {

  static Ending of(String status) {
    return new Ending(status, null, null, null);
  }

  /**
   * @param refused whether the model's refusal stands in the output
   */
  static Ending of(StopReason reason, boolean refused) {
    return switch (reason) {
      case END, STOP_SEQUENCE, TOOL_CALLS, PAUSED -> of("completed");
      case MAX_TOKENS, CONTEXT_FULL -> incomplete("max_output_tokens");
      case CONTENT_FILTER -> incomplete("content_filter");
      case REFUSAL -> refused ? of("completed") : incomplete("content_filter");
      case MALFORMED_TOOL_CALL ->
          new Ending(
              "failed", null, "server_error", "the model wrote a tool call that cannot be read");
    };
  }

  private static Ending incomplete(String reason) {
    return new Ending("incomplete", reason, null, null);
  }

  static Ending of(Failure failure) {
    String code =
        switch (failure) {
          case Failure.RateLimited _, Failure.ProviderLimited _ -> "rate_limit_exceeded";
          case Failure.InvalidRequest _,
              Failure.InputInvalid _,
              Failure.Unsupported _,
              Failure.TooLarge _,
              Failure.ProviderRejected _ ->
              "invalid_prompt";
          case Failure.Unauthorized _,
              Failure.BudgetExhausted _,
              Failure.Forbidden _,
              Failure.ModelNotFound _,
              Failure.NotFound _,
              Failure.MethodNotAllowed _,
              Failure.Conflict _,
              Failure.OutputInvalid _,
              Failure.ProviderFailed _,
              Failure.ProviderAuth _,
              Failure.ProviderTimeout _,
              Failure.Overloaded _,
              Failure.NoTarget _,
              Failure.LoopDetected _,
              Failure.CallerGone _,
              Failure.Internal _ ->
              "server_error";
        };
    return new Ending("failed", null, code, failure.message());
  }

  /** The status of an item that was being written when the response ended so. */
  String ofOpenItem() {
    return status.equals("completed") ? "completed" : "incomplete";
  }
}
