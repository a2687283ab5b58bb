package dev.switchboard.realtime;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.http.CancelSignal;
import dev.switchboard.pipeline.CallContext;
import dev.switchboard.pipeline.CallSession;
import dev.switchboard.pipeline.Pipeline;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.TraceIds;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Begins the calls that a session consists of: each is admitted, paid and recorded like any other,
 * in the session's trace.
 */
final class SessionCalls {
  private final Pipeline pipeline;
  private final TraceIds ids;
  private final Clock clock;
  private final CallSession root;
  private final CallContext session;
  private final Supplier<VirtualKey> key;
  private volatile List<String> models;

  /**
   * Begins calls for a session.
   *
   * @param root the session as a call, which ends after them
   * @param key the caller's key as it is now; throws when it does not hold any more
   */
  SessionCalls(
      Pipeline pipeline, TraceIds ids, Clock clock, CallSession root, Supplier<VirtualKey> key) {
    this.pipeline = pipeline;
    this.ids = ids;
    this.clock = clock;
    this.root = root;
    this.session = root.context();
    this.key = key;
    this.models = session.work().models();
  }

  /** A new id of something within the session. */
  String newId(String prefix) {
    return prefix + ids.spanId();
  }

  /** A span's id, for a turn whose calls begin at different times. */
  String newSpan() {
    return ids.spanId();
  }

  /**
   * What a call is for.
   *
   * @param part behind the session's name in the record; empty for the turn's main call
   * @param spanId the call's own
   * @param parentSpanId null for the session
   * @param models by which it may be answered, in this order
   */
  record Purpose(String part, String spanId, @Nullable String parentSpanId, List<String> models) {
    Purpose {
      models = List.copyOf(models);
    }
  }

  /**
   * Begins a call. It takes no place among the calls that run at the same time beside the
   * session's; limits of requests count a turn's main call alone.
   *
   * @throws dev.switchboard.ir.FailureException as {@link Pipeline#begin} does, and when the key
   *     does not hold any more
   */
  CallSession begin(Purpose purpose, CancelSignal cancellation) {
    return root.turn(context(purpose, cancellation), purpose.part().isEmpty());
  }

  /** A call as the session is one: with its tags, and what it asked of routes. */
  private CallContext context(Purpose purpose, CancelSignal cancellation) {
    CallContext.Work work = session.work();
    String parent = purpose.parentSpanId();
    return new CallContext(
        key.get(),
        new CallRecord.Identity(
            session.identity().traceId(),
            purpose.spanId(),
            parent == null ? session.identity().spanId() : parent,
            ids.requestId()),
        session.caller(),
        new CallContext.Work(
            purpose.part().isEmpty() ? work.name() : work.name() + "/" + purpose.part(),
            work.revision(),
            purpose.models(),
            true,
            work.options(),
            work.demand()),
        new CallContext.Arrival(clock.instant(), System.nanoTime()),
        cancellation);
  }

  /** The session as a call of these models. */
  private CallContext whole(List<String> of) {
    return context(new Purpose("session", newSpan(), null, of), new CancelSignal());
  }

  /**
   * The call at whose targets a session is opened; null where the first answers requests.
   *
   * @param root the session's own, which it is unless another model was chosen
   * @throws dev.switchboard.ir.FailureException as {@link Pipeline#begin} does
   */
  @Nullable CallSession opening(CallSession root) {
    if (models.equals(session.work().models())) {
      return root.voice().isFirst() ? root : null;
    }
    if (!pipeline.holdsVoice(whole(models))) {
      return null;
    }
    return begin(new Purpose("session", newSpan(), null, models), new CancelSignal());
  }

  /** The models that may answer, in this order. */
  List<String> models() {
    return models;
  }

  /**
   * Lets another model answer, before the first turn.
   *
   * @throws dev.switchboard.ir.FailureException when the key may not, or nothing serves it
   */
  void choose(String model) {
    if (!models.getFirst().equals(model)) {
      var _ = pipeline.outline(whole(List.of(model)));
      models = List.of(model);
    }
  }
}
