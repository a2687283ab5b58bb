package dev.switchboard.pipeline;

import dev.switchboard.access.Admission;
import dev.switchboard.http.CancelSignal;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.routing.Demand;
import dev.switchboard.routing.Plan;
import dev.switchboard.routing.Target;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.Utf8Text;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A copy of a call that was answered. It is asked once, at one target, on a thread and a record of
 * its own; who called pays, and hears nothing of it.
 */
final class ShadowCall {
  /** On the record; its value is the route's name. */
  static final String TAG = "shadow";

  /** The surface on the record and in metrics: nobody called it. */
  static final String SURFACE = "shadow";

  private static final Logger LOG = LoggerFactory.getLogger(ShadowCall.class);

  private final Pipeline pipeline;
  private final CallContext context;
  private final List<String> requested;
  private final Plan.Copy copy;
  private final Copied asked;
  private final @Nullable Utf8Text input;

  /**
   * @param answered whose copy it is
   * @param asked by whoever called, at first
   * @param input as the record keeps it; null for not at all
   */
  ShadowCall(
      Pipeline pipeline,
      CallContext answered,
      Plan.Copy copy,
      Copied asked,
      @Nullable Utf8Text input) {
    this.pipeline = pipeline;
    this.context = context(pipeline.recording(), answered, copy);
    this.requested = answered.work().models();
    this.copy = copy;
    this.asked = asked;
    this.input = input;
  }

  private static CallContext context(
      Pipeline.Recording recording, CallContext answered, Plan.Copy copy) {
    CallRecord.Caller caller = answered.caller();
    Map<String, String> tags = new HashMap<>(caller.tags());
    tags.put(TAG, copy.route());
    CallContext.Work work = answered.work();
    return new CallContext(
        answered.key(),
        new CallRecord.Identity(
            recording.ids().traceId(), recording.ids().spanId(), null, recording.ids().requestId()),
        new CallRecord.Caller(caller.projectId(), caller.keyId(), SURFACE, tags, null),
        new CallContext.Work(
            work.name(),
            work.revision(),
            List.of(copy.target().requestedModel()),
            work.stream(),
            work.options().ofCopy(),
            Demand.NONE),
        new CallContext.Arrival(recording.clock().instant(), System.nanoTime()),
        new CancelSignal());
  }

  /**
   * Sends it, if there is a place now.
   *
   * @param of the answered call's, still open
   */
  void start(Admission of) {
    CancelSignal signal = context.cancellation();
    Shadows shadows = pipeline.shadows();
    if (!shadows.begin(copy.route(), copy.atOnce(), signal)) {
      return;
    }
    boolean started = false;
    try {
      signal.endAt(System.nanoTime() + pipeline.health().rules().deadline().toNanos());
      Admission admission = pipeline.admitStep(of, requested);
      var _ = Thread.ofVirtual().name("shadow").start(() -> run(admission));
      started = true;
    } catch (FailureException e) {
      LOG.debug("no copy: {}", e.failure().message());
    } finally {
      if (!started) {
        shadows.ended(copy.route(), signal, false);
      }
    }
  }

  private void run(Admission admission) {
    boolean sent = false;
    try {
      sent = isSent(admission);
    } catch (FailureException e) {
      LOG.warn("a copy could not be put on record: {}", e.failure().message());
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      LOG.error("a copy of a call failed", e);
    } finally {
      pipeline.shadows().ended(copy.route(), context.cancellation(), sent);
    }
  }

  private boolean isSent(Admission admission) {
    CallRecorder recorder = new CallRecorder(pipeline.recording(), context);
    try (CallSession session =
        new CallSession(pipeline, context, admission, Plan.of(copy), recorder)) {
      session.unheard();
      if (input != null) {
        session.asked(() -> input);
      }
      try {
        session.room().take(asked.bytes());
        requireEase();
        asked.ask(session, copy.target());
        return true;
      } catch (FailureException e) {
        boolean sent = session.hasAsked(e.failure());
        if (sent) {
          session.fail(e.failure());
        } else {
          session.forget();
        }
        return sent;
      }
    }
  }

  private void requireEase() {
    Target target = copy.target();
    if (!pipeline.health().of(target).isAtEase()) {
      throw new FailureException(
          new Failure.Overloaded(target.id() + " has enough to do without copies"));
    }
  }
}
