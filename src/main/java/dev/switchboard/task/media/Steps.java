package dev.switchboard.task.media;

import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Note;
import dev.switchboard.pipeline.CallSession;
import dev.switchboard.pipeline.CompiledCall;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** The steps of one call: each is admitted, traced, and named when it fails. */
final class Steps {
  private final CompiledCall call;

  Steps(CompiledCall call) {
    this.call = call;
  }

  /** Whether each is to wait for the one before. */
  boolean oneByOne() {
    return call.isBudgeted();
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
    return () -> {
      try (own) {
        return ended(own, name, work);
      }
    };
  }

  private static <T> T ended(CallSession own, StepName name, Function<CallSession, T> work) {
    try {
      T result = work.apply(own);
      own.complete(() -> "", "");
      return result;
    } catch (FailureException e) {
      own.fail(e.failure());
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
