package dev.switchboard.task.media;

import dev.switchboard.ir.Failure;

/** Names the step in which a call failed. */
final class StepFailures {
  private StepFailures() {}

  /** The same failure, its message led by the step's name. */
  static Failure named(String step, Failure failure) {
    String text = "step " + step + ": " + failure.message();
    return switch (failure) {
      case Failure.InvalidRequest f -> new Failure.InvalidRequest(f.code(), f.pointer(), text);
      case Failure.Unauthorized f -> new Failure.Unauthorized(f.code(), text);
      case Failure.BudgetExhausted f -> new Failure.BudgetExhausted(f.scope(), f.resetsAt(), text);
      case Failure.Forbidden f -> new Failure.Forbidden(f.code(), text);
      case Failure.ModelNotFound f ->
          new Failure.ModelNotFound(f.requestedModel(), f.nearest(), text);
      case Failure.NotFound f -> new Failure.NotFound(f.code(), text);
      case Failure.MethodNotAllowed f -> new Failure.MethodNotAllowed(f.allowed(), text);
      case Failure.Conflict _ -> new Failure.Conflict(text);
      case Failure.TooLarge f -> new Failure.TooLarge(f.limitBytes(), text);
      case Failure.InputInvalid f -> new Failure.InputInvalid(f.violations(), text);
      case Failure.OutputInvalid f -> new Failure.OutputInvalid(f.lastText(), f.violations(), text);
      case Failure.Unsupported f -> new Failure.Unsupported(f.subject(), text);
      case Failure.RateLimited f -> new Failure.RateLimited(f.limit(), f.retryAfter(), text);
      case Failure.ProviderLimited f ->
          new Failure.ProviderLimited(f.provider(), f.retryAfter(), text);
      case Failure.ProviderRejected f ->
          new Failure.ProviderRejected(f.provider(), f.reason(), f.upstreamStatus(), text);
      case Failure.ProviderFailed f ->
          new Failure.ProviderFailed(
              f.provider(), f.kind(), f.upstreamStatus(), f.retryAfter(), text);
      case Failure.ProviderAuth f -> new Failure.ProviderAuth(f.provider(), text);
      case Failure.ProviderTimeout f ->
          new Failure.ProviderTimeout(f.provider(), f.phase(), f.waited(), text);
      case Failure.Overloaded _ -> new Failure.Overloaded(text);
      case Failure.NoTarget f -> new Failure.NoTarget(f.retryAfter(), text);
      case Failure.LoopDetected _ -> new Failure.LoopDetected(text);
      case Failure.CallerGone f -> f;
      case Failure.Internal _ -> new Failure.Internal(text);
    };
  }
}
