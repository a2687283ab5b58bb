package dev.switchboard.task.media;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Note;
import dev.switchboard.pipeline.CallSession;
import dev.switchboard.pipeline.CompiledCall;
import dev.switchboard.trace.Utf8Text;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The steps of one call: each is admitted, traced, and named when it fails. */
final class Steps implements AutoCloseable {
  private final CompiledCall call;

  /** Admitted, and not begun. */
  private final Set<CallSession> waiting = ConcurrentHashMap.newKeySet();

  Steps(CompiledCall call) {
    this.call = call;
  }

  /**
   * All results in order; when one fails the others are given up, so that no more is spent than was
   * asked for already.
   *
   * @throws RuntimeException of the step that failed first
   */
  <T> List<T> all(List<Callable<T>> work) {
    return Together.all(work, call.isBudgeted(), call::giveUpSteps);
  }

  /**
   * A step that is admitted now and runs when it is called.
   *
   * @throws FailureException naming the step, now and then
   */
  <T> Callable<T> step(StepName name, Choice choice, Function<CallSession, T> work) {
    if (choice.remark() != null) {
      call.note(new Note(Note.Kind.APPROXIMATED, "model", choice.remark()));
    }
    CallSession own;
    try {
      own = call.step(name.text(), choice.names(), Map.of("kind", name.kind()));
    } catch (FailureException e) {
      throw new FailureException(StepFailures.named(name.text(), e.failure()));
    }
    waiting.add(own);
    return () -> {
      waiting.remove(own);
      try (own) {
        return ended(own, name, work);
      }
    };
  }

  /** Ends the steps that were never begun because another one had failed. */
  @Override
  public void close() {
    for (CallSession own : waiting) {
      own.fail(new Failure.CallerGone("not begun because another step of the call had failed"));
      own.close();
    }
    waiting.clear();
  }

  private static <T> T ended(CallSession own, StepName name, Function<CallSession, T> work) {
    try {
      T result = work.apply(own);
      own.complete(() -> Utf8Text.of(""), "");
      return result;
    } catch (FailureException e) {
      own.fail(own.context().told(e.failure()));
      throw new FailureException(StepFailures.named(name.text(), e.failure()));
    }
  }

  /**
   * What a step is called.
   *
   * @param kind of work, as the plan shows it
   * @param pointer of what it is about; empty for all
   */
  record StepName(String verb, String kind, String pointer) {
    String text() {
      return pointer.isEmpty() ? verb : verb + " " + pointer;
    }
  }
}
