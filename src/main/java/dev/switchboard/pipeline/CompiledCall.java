package dev.switchboard.pipeline;

import dev.switchboard.access.Admission;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.routing.Plan;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * One call that several models serve: each step is admitted, planned and attempted like a call of
 * its own, and all stand on one record, each under a span.
 *
 * <p>Steps may run at the same time, each in one thread; this itself is used by one thread, and
 * ended when no step runs any more.
 */
public final class CompiledCall extends OpenCall {
  private final CallContext ofSteps;
  private final List<CallSession> copied = new CopyOnWriteArrayList<>();

  CompiledCall(Pipeline pipeline, CallContext context, Admission admission, CallRecorder recorder) {
    super(pipeline, context, admission, recorder);
    this.ofSteps = context.withCancellation(context.cancellation().child());
  }

  /**
   * Admits and plans a step.
   *
   * @param name of the step's span
   * @param models in the order of preference
   * @param attributes of the step's span
   * @return whoever takes it ends it
   * @throws FailureException when the key may not, or no target serves the models
   */
  public CallSession step(String name, List<String> models, Map<String, String> attributes) {
    CallRecorder own = recorder.step(name, attributes);
    try {
      Admission step = pipeline.admitStep(admission, models);
      try {
        Plan plan = pipeline.plan(models, context.askingForStep());
        CallSession session = new CallSession(pipeline, ofSteps, step, plan, own);
        if (plan.copy() != null) {
          copied.add(session);
        }
        return session;
      } catch (RuntimeException | Error e) {
        step.close();
        throw e;
      }
    } catch (FailureException e) {
      own.failed(e.failure());
      throw e;
    }
  }

  /**
   * Counts bytes that the call holds until its end, as those of answers are counted.
   *
   * @throws FailureException with {@link Failure.Overloaded} when there is no room
   */
  public void hold(long bytes) {
    room.take(bytes);
  }

  /**
   * Gives all steps up, those under way and those to come: one has failed, so nothing more is to be
   * spent on the others.
   */
  public void giveUpSteps() {
    ofSteps.cancellation().cancel();
  }

  /**
   * Whether budgets apply, so that an attempt whose cost has no bound sets aside all that is left:
   * steps then wait for each other.
   */
  public boolean isBudgeted() {
    return pipeline.treasury().mayApply(context.payer());
  }

  @Override
  void ending(@Nullable Failure failure) {}

  /** Copies of its steps begin when the whole call is answered. */
  @Override
  public void close() {
    try {
      if (isComplete()) {
        copied.forEach(step -> step.copy(admission));
      }
    } finally {
      super.close();
    }
  }
}
