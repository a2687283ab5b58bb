package dev.switchboard.pipeline;

import dev.switchboard.access.Admission;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.Note;
import dev.switchboard.provider.AnswerBudget;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.Span;
import dev.switchboard.trace.Utf8Text;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call that is being served, in one step or in several: what surfaces read of it and end.
 *
 * <p>Whoever holds it ends it with {@link #complete} or {@link #fail} before the last byte of the
 * answer goes out; only the first end counts. {@link #close} without either records that the caller
 * left or, if it is still there, a mistake of ours.
 */
public abstract sealed class OpenCall implements AutoCloseable permits CallSession, CompiledCall {
  static final Failure MISTAKE =
      new Failure.Internal(
          "the gateway made a mistake; its log has the details under this request id");

  final Pipeline pipeline;
  final CallContext context;
  final Admission admission;
  final CallRecorder recorder;
  final AnswerBudget.Part room;
  private boolean settled;
  private volatile boolean complete;
  private volatile BooleanSupplier reusable = () -> false;

  OpenCall(Pipeline pipeline, CallContext context, Admission admission, CallRecorder recorder) {
    this.pipeline = pipeline;
    this.context = context;
    this.admission = admission;
    this.recorder = recorder;
    this.room = pipeline.egress().answers().part();
  }

  /** The call without what is said in it. */
  public final CallContext context() {
    return context;
  }

  /** Keeps the input for the record; JSON text, asked for only if the record keeps it. */
  public final void asked(Supplier<Utf8Text> inputJson) {
    if (isKept()) {
      recorder.asked(inputJson.get());
    }
  }

  private boolean isKept() {
    return pipeline.recording().policy() == ContentPolicy.FULL;
  }

  /** What translations could not carry so far. */
  public final List<Note> notes() {
    return recorder.notes();
  }

  /** Adds what something above the pipeline could not carry. */
  public final void note(Note note) {
    recorder.add(List.of(note));
  }

  /** The spans so far. */
  public final List<Span> spans() {
    return recorder.spans();
  }

  /** Adds a span of something above the pipeline. */
  public final void span(Span span) {
    recorder.add(span);
  }

  /** An id for a span of something above the pipeline. */
  public final String newSpanId() {
    return pipeline.recording().ids().spanId();
  }

  /** What all attempts so far used and cost. */
  public final CallRecord.Bill bill() {
    return recorder.bill();
  }

  /** About how many tokens a text is. */
  public final long estimate(String text) {
    return pipeline.estimate(text);
  }

  /**
   * Records the call as answered; the last byte may go out when this returns.
   *
   * @param outputJson the answer as JSON text, asked for only if the record keeps it
   * @param rawStopReason the provider's word
   * @throws dev.switchboard.ir.FailureException with {@link Failure.Overloaded} when the record
   *     cannot be kept
   */
  public final void complete(Supplier<Utf8Text> outputJson, String rawStopReason) {
    if (settled) {
      return;
    }
    ending(null);
    recorder.completed(isKept() ? outputJson.get() : null, rawStopReason);
    settled = true;
    complete = true;
  }

  /** Records the call as failed. */
  public final void fail(Failure failure) {
    fail(failure, () -> null);
  }

  /**
   * Records the call as failed.
   *
   * @param outputJson what had come until then as JSON text, asked for only if the record keeps it
   */
  public final void fail(Failure failure, Supplier<@Nullable Utf8Text> outputJson) {
    if (settled) {
      return;
    }
    ending(failure);
    settled = true;
    recorder.failed(context.unlessStopped(failure), isKept() ? outputJson.get() : null);
  }

  /**
   * The call is about to be put on record.
   *
   * @param failure null when it was answered
   */
  abstract void ending(@Nullable Failure failure);

  /** Leaves no record. */
  final void forget() {
    settled = true;
    recorder.forget();
  }

  /**
   * Says whether the answer may be given to others who ask for the same; at first it may not.
   *
   * @param may asked only if somebody wants to keep it: to look through an answer takes its memory
   *     once more
   */
  public final void reusable(BooleanSupplier may) {
    reusable = may;
  }

  /** Whether the answer may be given to others who ask for the same. */
  public final boolean isReusable() {
    return reusable.getAsBoolean();
  }

  /** Whether it is on record as answered. */
  public final boolean isComplete() {
    return complete;
  }

  @Override
  public void close() {
    try (admission;
        room) {
      fail(
          context.cancellation().isCancelled()
              ? new Failure.CallerGone("the caller left before the end of the answer")
              : MISTAKE);
    }
  }
}
