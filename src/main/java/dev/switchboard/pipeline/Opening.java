package dev.switchboard.pipeline;

import dev.switchboard.ir.FailureException;
import dev.switchboard.routing.Target;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a call, or a step of one, begins: its targets in the order in which they are asked, and,
 * where a second one was asked beside a late first one, what that brought. Used by one thread.
 */
public final class Opening<A> {
  private final List<Target> targets;
  private final @Nullable A answer;
  private final @Nullable FailureException failure;
  private boolean taken;

  private Opening(List<Target> targets, @Nullable A answer, @Nullable FailureException failure) {
    this.targets = List.copyOf(targets);
    this.answer = answer;
    this.failure = failure;
  }

  /** Nobody was asked yet. */
  static <A> Opening<A> unasked(List<Target> targets) {
    return new Opening<>(targets, null, null);
  }

  /** The first of these has begun to answer. */
  static <A> Opening<A> answered(List<Target> targets, A answer) {
    return new Opening<>(targets, answer, null);
  }

  /** The first of these was asked, and failed. */
  static <A> Opening<A> failed(List<Target> targets, FailureException failure) {
    return new Opening<>(targets, null, failure);
  }

  /** Whoever has begun to answer, then those that are left to be asked. */
  public List<Target> targets() {
    return targets;
  }

  /**
   * What a target says to the first question: what it has said already, else what it says when it
   * is asked now.
   *
   * @throws FailureException when it fails, or has failed
   */
  public A at(Target target, Supplier<A> asked) {
    if (taken || !target.equals(targets.getFirst())) {
      return asked.get();
    }
    taken = true;
    if (failure != null) {
      throw failure;
    }
    A begun = answer;
    return begun == null ? asked.get() : begun;
  }
}
