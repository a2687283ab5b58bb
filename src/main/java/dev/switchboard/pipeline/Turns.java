package dev.switchboard.pipeline;

import dev.switchboard.http.CancelSignal;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.routing.HealthBoard;
import dev.switchboard.routing.Obstacle;
import dev.switchboard.routing.Outcome;
import dev.switchboard.routing.Plan;
import dev.switchboard.routing.Target;
import dev.switchboard.routing.TargetHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * Lets one call at its targets, attempt after attempt, as far as their health, the call's time and
 * the targets' retry budgets allow. Used by one thread.
 */
final class Turns {
  /** A wait that is worth it although another target could be asked at once. */
  private static final Duration SHORT = Duration.ofSeconds(2);

  private final HealthBoard board;
  private final TargetFacts facts;
  private final Plan plan;
  private CancelSignal cancellation;
  private final CallRecorder recorder;
  private final Set<String> tried = new HashSet<>();
  private final List<TooNarrow> tooNarrow = new ArrayList<>(1);

  Turns(
      HealthBoard board,
      TargetFacts facts,
      Plan plan,
      CancelSignal cancellation,
      CallRecorder recorder) {
    this.board = board;
    this.facts = facts;
    this.plan = plan;
    this.cancellation = cancellation;
    this.recorder = recorder;
  }

  /** A target whose context the request did not fit, and what its provider said. */
  private record TooNarrow(Target target, Failure failure) {}

  /** Waits no longer than until this signal is given, from now on. */
  void within(CancelSignal part) {
    cancellation = part;
  }

  /** One attempt at a target, as {@link CallSession} makes it. */
  interface Attempt<A> extends Function<TargetHealth.Pass, A> {}

  /**
   * Asks one target, again after a short wait where that may help.
   *
   * @param retries how often at most
   * @throws FailureException with the last attempt's failure, or with why the target is not asked
   */
  <A> A at(Target target, int retries, Attempt<A> once) {
    TargetHealth health = board.of(target);
    for (int retry = 0; ; retry++) {
      TargetHealth.Pass pass = enter(target, health);
      if (retry == 0) {
        health.firstAttempt();
      }
      tried.add(target.id());
      try {
        return once.apply(pass);
      } catch (FailureException e) {
        pass.ended(Outcome.NOTHING, "");
        if (e.failure() instanceof Failure.CallerGone && cancellation.isGivenUp()) {
          recorder.outpaced(target.id());
        } else {
          recorder.tried(target.id(), e.failure());
        }
        if (isTooLong(e.failure())) {
          tooNarrow.add(new TooNarrow(target, e.failure()));
        }
        Optional<Duration> wait = retry < retries ? before(retry, e.failure()) : Optional.empty();
        if (wait.isEmpty() || !health.takeRetry()) {
          barred(health, e.failure());
          throw e;
        }
        if (!Backoff.await(wait.get(), cancellation)) {
          throw e;
        }
      } catch (RuntimeException | Error e) {
        pass.ended(Outcome.NOTHING, "");
        throw e;
      }
    }
  }

  /**
   * Whether a target whose answer broke off may be asked for the rest of it; waits before it says
   * so.
   */
  boolean mayRepeat(Target target, int retries, Failure failure) {
    if (retries == 0) {
      return false;
    }
    Optional<Duration> wait = before(0, failure);
    return wait.isPresent()
        && board.of(target).takeRetry()
        && Backoff.await(wait.get(), cancellation);
  }

  /** Whether this call has asked it. */
  boolean hasTried(Target target) {
    return tried.contains(target.id());
  }

  private TargetHealth.Pass enter(Target target, TargetHealth health) {
    if (cancellation.nanosLeft() <= 0) {
      throw skipped(target, "no_time", outOfTime(target));
    }
    for (TooNarrow narrow : tooNarrow) {
      if (!isWider(target, narrow.target())) {
        throw skipped(target, "context_not_larger", narrow.failure());
      }
    }
    return switch (health.enter(
        () -> cancellation.isCancelled() || cancellation.nanosLeft() <= 0)) {
      case TargetHealth.Entry.Open open -> open.pass();
      case TargetHealth.Entry.Shut shut ->
          throw skipped(target, word(shut.obstacle()), failure(target, shut.obstacle()));
    };
  }

  private FailureException skipped(Target target, String word, Failure failure) {
    if (cancellation.isCancelled()) {
      return new FailureException(
          new Failure.CallerGone("the caller left while it waited for " + target.id()));
    }
    recorder.skipped(target.id(), word, failure);
    return new FailureException(failure);
  }

  private static String word(Obstacle obstacle) {
    long seconds = (obstacle.left().toMillis() + 999) / 1_000;
    return obstacle.kind() == Obstacle.Kind.BUSY
        ? obstacle.word()
        : obstacle.word() + " " + seconds + "s";
  }

  private static Failure failure(Target target, Obstacle obstacle) {
    String message = target.id() + ": " + obstacle.reason();
    return switch (obstacle.kind()) {
      case BARRED, CIRCUIT_OPEN ->
          obstacle.limited()
              ? new Failure.ProviderLimited(target.provider(), obstacle.left(), message)
              : new Failure.NoTarget(obstacle.left(), message);
      case BUSY -> new Failure.Overloaded(message);
    };
  }

  private Failure outOfTime(Target target) {
    Duration deadline = board.rules().deadline();
    return new Failure.ProviderTimeout(
        target.provider(),
        "call",
        deadline,
        "the call took longer than " + deadline.toMillis() + " ms, which is all it may take");
  }

  /** Empty when the target is not to be asked again, or not in the time that is left. */
  private Optional<Duration> before(int retry, Failure failure) {
    Duration patience = hasElsewhere() ? SHORT : board.rules().patience();
    return Backoff.before(retry, failure, patience)
        .filter(wait -> wait.toNanos() < cancellation.nanosLeft());
  }

  /** Whether a target is left that was not asked and could be. */
  private boolean hasElsewhere() {
    for (Target target : plan.targets()) {
      if (!tried.contains(target.id()) && board.of(target).obstacle().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Nobody asks a target that said when it wants to be asked again. */
  private static void barred(TargetHealth health, Failure failure) {
    if (failure instanceof Failure.ProviderLimited limited && limited.retryAfter() != null) {
      health.bar(limited.retryAfter(), true);
    } else if (failure instanceof Failure.ProviderFailed failed && failed.retryAfter() != null) {
      health.bar(failed.retryAfter(), false);
    }
  }

  private static boolean isTooLong(Failure failure) {
    return failure instanceof Failure.ProviderRejected rejected
        && rejected.reason() == Failure.ProviderRejected.Reason.CONTEXT_LENGTH;
  }

  private boolean isWider(Target target, Target narrow) {
    if (target.upstreamModel().equals(narrow.upstreamModel())) {
      return false;
    }
    OptionalLong here = facts.contextTokens(target);
    OptionalLong there = facts.contextTokens(narrow);
    return here.isEmpty() || there.isEmpty() || here.getAsLong() > there.getAsLong();
  }
}
