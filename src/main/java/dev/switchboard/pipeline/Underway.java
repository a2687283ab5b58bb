package dev.switchboard.pipeline;

import dev.switchboard.trace.CallIntent;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.CallSink;
import dev.switchboard.trace.Span;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a call has asked of providers, kept where it is found when the process dies before the call
 * is on record. Steps of a call share it, each in its own thread.
 */
final class Underway {
  private final CallSink sink;
  private final Map<String, Span> attempts = new LinkedHashMap<>(2);
  private @Nullable CallIntent intent;

  Underway(CallSink sink) {
    this.sink = sink;
  }

  /**
   * An attempt is about to be made.
   *
   * @param attempt as it is on record if it has no end
   * @param record of the call, with these attempts
   * @throws dev.switchboard.ir.FailureException when it cannot be kept; then nobody is to be asked
   */
  synchronized void begin(Span attempt, Function<List<Span>, CallRecord> record) {
    attempts.put(attempt.spanId(), attempt);
    CallRecord call = record.apply(List.copyOf(attempts.values()));
    CallIntent known = intent;
    if (known == null) {
      intent = sink.intend(call);
    } else {
      known.replace(call);
    }
  }

  /** An attempt has ended; what it was is said with the next one, or with the call's record. */
  synchronized void ended(Span span) {
    attempts.computeIfPresent(span.spanId(), (_, _) -> span);
  }

  /** An attempt was none: it stands nowhere. */
  synchronized void forget(String spanId) {
    attempts.remove(spanId);
  }

  /** The call is on record. */
  synchronized void over() {
    CallIntent known = intent;
    intent = null;
    if (known != null) {
      known.withdraw();
    }
  }

  /**
   * The call has ended and could not be put on record; the providers that it asked will bill it.
   */
  synchronized void unrecorded(CallRecord call) {
    CallIntent known = intent;
    intent = null;
    if (known != null) {
      known.keep(call);
    }
  }
}
