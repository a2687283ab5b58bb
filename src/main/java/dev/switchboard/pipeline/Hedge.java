package dev.switchboard.pipeline;

import dev.switchboard.http.CancelSignal;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.routing.Target;
import dev.switchboard.routing.TargetHealth;
import dev.switchboard.trace.Utf8Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A race of two targets for one call: the second is asked when the first has not begun to answer
 * after the time that it mostly takes. Who begins first serves, the other is given up and priced.
 *
 * <p>The first runs on the call's own thread and session. The second has a thread, and a session
 * that is a step of the call; when {@link #run} returns, at most one of the two does anything.
 */
final class Hedge<A> implements AutoCloseable {
  /** A cancelled attempt ends within milliseconds; so long is waited for one. */
  private static final long GRACE_NANOS = Duration.ofSeconds(5).toNanos();

  private final CallSession session;
  private final Question<A> question;
  private final List<Target> targets;
  private final Target second;
  private final double delayMillis;
  private final CancelSignal ofFirst;
  private final CancelSignal ofSecond;
  private boolean over;
  private boolean done;
  private boolean begun;
  private @Nullable A won;
  private @Nullable FailureException failed;
  private @Nullable CallSession own;

  Hedge(
      CallSession session,
      Question<A> question,
      List<Target> targets,
      Target second,
      double delayMillis) {
    this.session = session;
    this.question = question;
    this.targets = targets;
    this.second = second;
    this.delayMillis = delayMillis;
    this.ofFirst = session.context().cancellation().child();
    this.ofSecond = session.context().cancellation().child();
  }

  /**
   * Runs it.
   *
   * @return with the first target's failure when neither answers
   */
  Opening<A> run() {
    long start = System.nanoTime();
    Target first = targets.getFirst();
    session.within(ofFirst);
    var _ = Thread.ofVirtual().name("hedge").start(this::second);
    A answer;
    try {
      answer = question.ask(session, first);
    } catch (FailureException e) {
      return other(e, start);
    } catch (RuntimeException | Error e) {
      discard(giveUpSecond());
      throw e;
    }
    A faster = giveUpSecond();
    if (faster == null) {
      return Opening.answered(left(), answer);
    }
    discard(answer);
    return served(faster, start);
  }

  /** The second's answer, where the first has failed or was given up. */
  private Opening<A> other(FailureException failure, long start) {
    boolean next = session.fallback().may(targets.getFirst(), failure.failure());
    A answer = next ? awaitSecond() : giveUpSecond();
    if (answer != null) {
      return served(answer, start);
    }
    session.within(session.context().cancellation());
    return Opening.failed(left(), failure);
  }

  private Opening<A> served(A answer, long start) {
    Target first = targets.getFirst();
    session.within(session.context().cancellation());
    List<Target> order = new ArrayList<>(targets);
    order.remove(second);
    if (ofFirst.isCancelledAlone()) {
      double millis = (System.nanoTime() - start) / 1e6;
      session.pipeline().paces().outpaced(question.pace(first), question.isStream(first), millis);
    } else {
      order.remove(first);
    }
    order.addFirst(second);
    return Opening.answered(order, answer);
  }

  /** All targets but a second that has failed. */
  private List<Target> left() {
    return targets.stream().filter(target -> !hasFailedAt(target)).toList();
  }

  /** Ends the race for the second, unless it has won; returns when it does nothing any more. */
  private synchronized @Nullable A giveUpSecond() {
    if (won == null) {
      over = true;
      notifyAll();
      ofSecond.cancel();
      await(GRACE_NANOS);
    }
    return won;
  }

  /** Lets the second come to its end if it has begun. */
  private synchronized @Nullable A awaitSecond() {
    if (!begun) {
      return giveUpSecond();
    }
    await(Long.MAX_VALUE);
    return won;
  }

  private synchronized void await(long nanos) {
    long start = System.nanoTime();
    boolean interrupted = false;
    for (long left = nanos; !done && left > 0; left = nanos - (System.nanoTime() - start)) {
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException _) {
        interrupted = true;
        ofSecond.cancel();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The second's thread. */
  private void second() {
    try {
      if (isLate() && mayBegin()) {
        ask();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      synchronized (this) {
        done = true;
        notifyAll();
      }
    }
  }

  /** Waits as long as the first mostly takes; false if the race is over then. */
  private synchronized boolean isLate() throws InterruptedException {
    long nanos = (long) (delayMillis * 1e6);
    long start = System.nanoTime();
    for (long left = nanos; !over && left > 0; left = nanos - (System.nanoTime() - start)) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return !over;
  }

  /** Within the repetitions that the target grants, and where no other call waits because of it. */
  private boolean mayBegin() {
    TargetHealth health = session.pipeline().health().of(second);
    return health.isAtEase() && health.takeRetry();
  }

  private void ask() {
    List<Target> own = new ArrayList<>(targets);
    own.remove(targets.getFirst());
    own.remove(second);
    own.addFirst(second);
    CallRecorder step =
        session
            .recorder()
            .step("hedge", Map.of("after_ms", Long.toString(Math.round(delayMillis))));
    CallSession beside;
    try {
      beside = session.beside(ofSecond, own, step);
    } catch (FailureException e) {
      step.failed(e.failure());
      return;
    }
    boolean mine = false;
    try {
      synchronized (this) {
        begun = !over;
        this.own = beside;
      }
      if (!begun) {
        beside.fail(LOST);
        return;
      }
      A answer = question.askOnce(beside, second);
      synchronized (this) {
        mine = !over;
        over = true;
        won = mine ? answer : null;
        session.pipeline().hedges().add(mine);
      }
      if (mine) {
        ofFirst.cancel();
      } else {
        discard(answer);
        beside.fail(LOST);
      }
    } catch (FailureException e) {
      if (beside.hasAsked(e.failure())) {
        session.pipeline().hedges().add(false);
      }
      beside.fail(beside.told(e.failure()));
      synchronized (this) {
        failed = e;
      }
    } finally {
      if (!mine) {
        beside.close();
      }
    }
  }

  private static final Failure LOST =
      new Failure.CallerGone("given up because another target answered first");

  private void discard(@Nullable A answer) {
    if (answer != null) {
      question.discard(answer);
    }
  }

  /** Whether the second was asked and failed, so that it need not be asked again. */
  private synchronized boolean hasFailedAt(Target target) {
    FailureException how = failed;
    return target.equals(second)
        && how != null
        && !(how.failure() instanceof Failure.BudgetExhausted
            || how.failure() instanceof Failure.RateLimited
            || how.failure() instanceof Failure.Overloaded);
  }

  /**
   * The call has ended, and with it the step.
   *
   * @param failure null when it was answered
   */
  synchronized void ended(@Nullable Failure failure) {
    CallSession beside = own;
    if (beside != null && failure == null) {
      beside.complete(() -> Utf8Text.of(""), "");
    } else if (beside != null && failure != null) {
      beside.fail(failure);
    }
  }

  @Override
  public synchronized void close() {
    if (own != null) {
      own.close();
    }
  }
}
