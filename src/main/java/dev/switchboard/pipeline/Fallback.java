package dev.switchboard.pipeline;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.routing.Plan;
import dev.switchboard.routing.Target;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** When one call goes on to its next target, and what its caller is told when none is left. */
public final class Fallback {
  private static final Duration NOBODY_KNOWS = Duration.ofDays(365);

  private final Plan plan;
  private final CallRecorder recorder;

  Fallback(Plan plan, CallRecorder recorder) {
    this.plan = plan;
    this.recorder = recorder;
  }

  /**
   * What the first of the plan's targets gives that can.
   *
   * @param begun whether the caller has some of an answer, which no other target would go on with
   * @throws FailureException with the first failure that no other target can mend, else with the
   *     gravest
   */
  public <A> A first(Function<Target, A> attempt, BooleanSupplier begun) {
    return first(plan.targets(), attempt, begun);
  }

  /** The same of some targets. */
  public <A> A first(List<Target> targets, Function<Target, A> attempt, BooleanSupplier begun) {
    FailureException gravest = null;
    for (Target target : targets) {
      try {
        return attempt.apply(target);
      } catch (FailureException e) {
        if (begun.getAsBoolean() || !may(target, e.failure())) {
          throw e;
        }
        gravest = graver(gravest, e);
      }
    }
    if (gravest == null) {
      throw new IllegalStateException("a plan without targets");
    }
    throw gravest;
  }

  /**
   * Which of two targets' failures the caller is told: one that happened rather than that a target
   * was passed over, the later of two that happened, the target that can be asked again sooner of
   * two that were passed over.
   *
   * @param before null for none
   */
  public FailureException graver(@Nullable FailureException before, FailureException now) {
    if (before == null || !recorder.isSkip(now.failure())) {
      return now;
    }
    if (!recorder.isSkip(before.failure())) {
      return before;
    }
    return waitOf(now.failure()).compareTo(waitOf(before.failure())) < 0 ? now : before;
  }

  private static Duration waitOf(Failure failure) {
    Duration wait =
        switch (failure) {
          case Failure.ProviderLimited limited -> limited.retryAfter();
          case Failure.NoTarget none -> none.retryAfter();
          default -> Duration.ZERO;
        };
    return wait == null ? NOBODY_KNOWS : wait;
  }

  /**
   * Whether another target may be asked after this failure of that one: content that it refused
   * only where the route says so.
   */
  public boolean may(Target target, Failure failure) {
    return may(failure)
        || (failure instanceof Failure.ProviderRejected rejected
            && rejected.reason() == Failure.ProviderRejected.Reason.CONTENT_FILTER
            && plan.passesRefusalsOn(target));
  }

  /** Whether another target may be asked after this failure, whatever the route says. */
  static boolean may(Failure failure) {
    return switch (failure) {
      case Failure.ProviderFailed _,
          Failure.ProviderLimited _,
          Failure.ProviderAuth _,
          Failure.ProviderTimeout _,
          Failure.Unsupported _,
          Failure.NoTarget _,
          Failure.Overloaded _ ->
          true;
      case Failure.ProviderRejected rejected ->
          switch (rejected.reason()) {
            case MODEL_UNKNOWN, CONTEXT_LENGTH, TOO_LARGE -> true;
            case CONTENT_FILTER, OTHER -> false;
          };
      case Failure.InvalidRequest _,
          Failure.Unauthorized _,
          Failure.BudgetExhausted _,
          Failure.Forbidden _,
          Failure.ModelNotFound _,
          Failure.NotFound _,
          Failure.MethodNotAllowed _,
          Failure.Conflict _,
          Failure.TooLarge _,
          Failure.InputInvalid _,
          Failure.OutputInvalid _,
          Failure.RateLimited _,
          Failure.LoopDetected _,
          Failure.CallerGone _,
          Failure.Internal _ ->
          false;
    };
  }
}
