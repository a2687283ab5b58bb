package dev.switchboard.pipeline;

import dev.switchboard.access.Admission;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Note;
import dev.switchboard.provider.AnswerBudget;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.Span;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call that several models serve: each step is admitted, planned and attempted like a call of
 * its own, and all stand on one record, each under a span.
 *
 * <p>Steps may run at the same time, each in one thread; this itself is used by one thread, and
 * ended when no step runs any more.
 */
public final class CompiledCall implements OpenCall {
  private final Pipeline pipeline;
  private final CallContext context;
  private final Admission admission;
  private final CallRecorder recorder;
  private final CallContext ofSteps;
  private final AnswerBudget.Part room;
  private boolean settled;
  private volatile boolean complete;
  private volatile BooleanSupplier reusable = () -> false;

  CompiledCall(Pipeline pipeline, CallContext context, Admission admission, CallRecorder recorder) {
    this.admission = admission;
    this.pipeline = pipeline;
    this.context = context;
    this.recorder = recorder;
    this.room = pipeline.egress().answers().part();
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
        return new CallSession(
            pipeline, ofSteps, step, pipeline.plan(models, context.askingForStep()), own);
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

  /** About how many tokens a text is. */
  public long estimate(String text) {
    return pipeline.recording().estimator().estimate(text);
  }

  @Override
  public CallContext context() {
    return context;
  }

  @Override
  public void asked(Supplier<String> inputJson) {
    if (pipeline.recording().policy() == ContentPolicy.FULL) {
      recorder.asked(inputJson.get());
    }
  }

  @Override
  public List<Note> notes() {
    return recorder.notes();
  }

  @Override
  public void note(Note note) {
    recorder.add(List.of(note));
  }

  @Override
  public List<Span> spans() {
    return recorder.spans();
  }

  @Override
  public CallRecord.Bill bill() {
    return recorder.bill();
  }

  @Override
  public void complete(Supplier<String> outputJson, String rawStopReason) {
    if (settled) {
      return;
    }
    recorder.completed(
        pipeline.recording().policy() == ContentPolicy.FULL ? outputJson.get() : null,
        rawStopReason);
    settled = true;
    complete = true;
  }

  @Override
  public void fail(Failure failure, Supplier<@Nullable String> outputJson) {
    if (settled) {
      return;
    }
    settled = true;
    recorder.failed(
        failure, pipeline.recording().policy() == ContentPolicy.FULL ? outputJson.get() : null);
  }

  @Override
  public void span(Span span) {
    recorder.add(span);
  }

  @Override
  public String newSpanId() {
    return pipeline.recording().ids().spanId();
  }

  @Override
  public void reusable(BooleanSupplier may) {
    reusable = may;
  }

  @Override
  public boolean isReusable() {
    return reusable.getAsBoolean();
  }

  @Override
  public boolean isComplete() {
    return complete;
  }

  @Override
  public void close() {
    admission.close();
    room.close();
    fail(
        context.cancellation().isCancelled()
            ? new Failure.CallerGone("the caller left before the end of the answer")
            : CallSession.MISTAKE);
  }
}
