package dev.switchboard.pipeline;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.Note;
import dev.switchboard.routing.Decision;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.Span;
import dev.switchboard.trace.Utf8Text;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers what a call leaves behind and writes its one record.
 *
 * <p>A step of a compiled call has a recorder of its own, used by the step's thread; what it
 * gathered stands on the record of the call, under the step's span.
 */
final class CallRecorder {
  /** The word for a target, and an attempt, that was given up while its caller waited. */
  static final String GIVEN_UP = "given_up";

  private static final Logger LOG = LoggerFactory.getLogger(CallRecorder.class);

  private final Pipeline.Recording recording;
  private final CallContext context;
  private final @Nullable StepSpan step;
  private final Underway underway;
  private final List<CallRecorder> steps = new CopyOnWriteArrayList<>();
  private final List<Span> spans = new CopyOnWriteArrayList<>();
  private final Set<Note> notes = new LinkedHashSet<>();
  private final Decided decided = new Decided();
  private final IdentityHashMap<Failure, Boolean> skips = new IdentityHashMap<>(2);
  private CallRecord.@Nullable Bill written;
  private @Nullable Utf8Text input;

  CallRecorder(Pipeline.Recording recording, CallContext context) {
    this(recording, context, null, new Underway(recording.sink()));
  }

  private CallRecorder(
      Pipeline.Recording recording,
      CallContext context,
      @Nullable StepSpan step,
      Underway underway) {
    this.underway = underway;
    this.recording = recording;
    this.context = context;
    this.step = step;
  }

  /** The recorder of a step that begins now; steps stand on the record in this order. */
  CallRecorder step(String name, Map<String, String> attributes) {
    CallRecorder own =
        new CallRecorder(
            recording,
            context,
            new StepSpan(
                recording.ids().spanId(), spanId(), name, recording.clock().instant(), attributes),
            underway);
    steps.add(own);
    return own;
  }

  /** Whether it gathers for a step of a call, whose record is the call's. */
  boolean isStep() {
    return step != null;
  }

  /** The span of what this records: a step's, or the call's own. */
  String spanId() {
    return step == null ? context.identity().spanId() : step.id();
  }

  void decided(Decision made) {
    decided.is(made);
  }

  /** An attempt that was announced is no attempt of the call's. */
  void forget(String spanId) {
    underway.forget(spanId);
  }

  /** It is to leave no record. */
  void forget() {
    underway.over();
  }

  /** A target was asked and failed. */
  void tried(String target, Failure failure) {
    decided.became(target, context.unlessStopped(failure).code());
  }

  /** A target was given up because another one answered first, or another part had failed. */
  void outpaced(String target) {
    decided.became(target, GIVEN_UP);
  }

  /**
   * A target was passed over.
   *
   * @param why in a word or two
   */
  void skipped(String target, String why, Failure failure) {
    decided.became(target, why);
    skips.put(failure, true);
  }

  /** Whether a failure only says that a target was passed over. */
  boolean isSkip(Failure failure) {
    return skips.containsKey(failure);
  }

  /** What became of the targets so far, such as {@code a/m circuit_open 4s; b/n served}. */
  String route(String served) {
    return decided.route(served);
  }

  void asked(Utf8Text inputJson) {
    input = inputJson;
  }

  /** What was asked, as the record keeps it; null for not at all. */
  @Nullable Utf8Text input() {
    return input;
  }

  void add(Span span) {
    spans.add(span);
    Span.Attempt attempt = span.attempt();
    if (!underway.ended(span) && attempt != null && !Long.valueOf(0).equals(attempt.costPicos())) {
      LOG.error(
          "call {}: an attempt at {} ended after the call was put on record; it has cost {} picodollars",
          context.identity().requestId(),
          span.name(),
          attempt.costPicos());
    }
  }

  /**
   * An attempt is about to be made; if the process dies before its end it is on record like this.
   *
   * @throws dev.switchboard.ir.FailureException when that cannot be kept
   */
  void attempting(Span attempt) {
    underway.begin(attempt, all -> record(CallRecord.INTERRUPTED, all, CallRecord.Content.NONE));
  }

  void add(List<Note> more) {
    notes.addAll(more);
  }

  List<Note> notes() {
    if (steps.isEmpty()) {
      return List.copyOf(notes);
    }
    Set<Note> all = new LinkedHashSet<>(notes);
    steps.forEach(own -> all.addAll(own.notes()));
    return List.copyOf(all);
  }

  List<Span> spans() {
    if (step == null && steps.isEmpty()) {
      return List.copyOf(spans);
    }
    List<Span> all = new ArrayList<>();
    if (step != null) {
      all.add(step.span());
    }
    all.addAll(spans);
    steps.forEach(own -> all.addAll(own.spans()));
    return all;
  }

  /** What all attempts together used and cost; once the call is on record, what stands there. */
  CallRecord.Bill bill() {
    CallRecord.Bill known = written;
    return known == null ? CallRecord.Bill.of(spans()) : known;
  }

  void completed(@Nullable Utf8Text outputJson, String rawStopReason) {
    if (step != null) {
      step.ended(null);
      return;
    }
    write(
        new CallRecord.Outcome(CallRecord.Status.COMPLETED, 200, null, null, rawStopReason),
        outputJson);
  }

  void failed(Failure failure) {
    failed(failure, null);
  }

  void failed(Failure failure, @Nullable Utf8Text outputJson) {
    if (step != null) {
      step.ended(failure);
      return;
    }
    CallRecord.Status status =
        failure instanceof Failure.CallerGone
            ? CallRecord.Status.CANCELLED
            : CallRecord.Status.FAILED;
    write(
        new CallRecord.Outcome(status, failure.status(), failure.code(), failure.message(), null),
        outputJson);
  }

  private void write(CallRecord.Outcome outcome, @Nullable Utf8Text outputJson) {
    for (Span left : underway.end()) {
      LOG.error(
          "call {}: an attempt at {} is not over; it is on record at an unknown cost",
          context.identity().requestId(),
          left.name());
      spans.add(left.unpriced());
    }
    List<Span> all = spans();
    CallRecord.Content content =
        recording.policy() == ContentPolicy.FULL
            ? new CallRecord.Content(input, outputJson)
            : CallRecord.Content.NONE;
    try {
      CallRecord call = record(outcome, all, content);
      recording.sink().record(call);
      written = call.bill();
    } catch (RuntimeException e) {
      // A call that was served but is not on record fails, and comes here once more as failed.
      if (outcome.status() != CallRecord.Status.COMPLETED) {
        underway.unrecorded(record(outcome, all, CallRecord.Content.NONE));
      }
      throw e;
    }
    underway.over();
  }

  private String decision() {
    return steps.isEmpty()
        ? decided.json()
        : decided.json(
            steps.stream()
                .map(own -> new Decided.Part(own.step == null ? "" : own.step.name(), own.decided))
                .toList());
  }

  private CallRecord record(
      CallRecord.Outcome outcome, List<Span> all, CallRecord.Content content) {
    CallContext.Work work = context.work();
    CallRecord.Caller caller = context.caller();
    if (recording.policy() == ContentPolicy.NONE && caller.metadata() != null) {
      caller =
          new CallRecord.Caller(
              caller.projectId(), caller.keyId(), caller.surface(), caller.tags(), null);
    }
    boolean interrupted = outcome.equals(CallRecord.INTERRUPTED);
    return new CallRecord(
        context.identity(),
        caller,
        new CallRecord.Task(
            work.name(),
            work.revision(),
            work.models().size() == 1 ? work.models().getFirst() : String.join(", ", work.models()),
            work.stream(),
            interrupted ? "{}" : decision()),
        context.arrival().at(),
        interrupted ? 0 : (System.nanoTime() - context.arrival().nanoTime()) / 1_000,
        outcome,
        CallRecord.Bill.of(all),
        all,
        interrupted ? List.of() : notes(),
        content);
  }
}
