package dev.switchboard.pipeline;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.trace.CallIntent;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.CallSink;
import dev.switchboard.trace.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a call has asked of providers, kept where it is found when the process dies before the call
 * is on record. Steps of a call share it, each in its own thread; so it also knows what is not over
 * when the call is put on record.
 */
final class Underway {
  private final CallSink sink;
  private final List<Begun> attempts = new ArrayList<>(1);
  private @Nullable CallIntent intent;
  private boolean ended;

  Underway(CallSink sink) {
    this.sink = sink;
  }

  /** An attempt: as it began, later as it ended. */
  private static final class Begun {
    private Span span;
    private boolean open = true;

    Begun(Span span) {
      this.span = span;
    }
  }

  /**
   * An attempt is about to be made.
   *
   * @param attempt as it is on record if it has no end
   * @param record of the call, with these attempts
   * @throws FailureException when it cannot be kept, or the call is on record already; then nobody
   *     is to be asked
   */
  synchronized void begin(Span attempt, Function<List<Span>, CallRecord> record) {
    if (ended) {
      throw new FailureException(
          new Failure.Internal(attempt.name() + " is not asked: the call is on record"));
    }
    CallRecord call = record.apply(with(attempt));
    CallIntent known = intent;
    if (known == null) {
      intent = sink.intend(call);
    } else {
      known.replace(call);
    }
    attempts.add(new Begun(attempt));
  }

  private List<Span> with(Span attempt) {
    if (attempts.isEmpty()) {
      return List.of(attempt);
    }
    List<Span> all = new ArrayList<>(attempts.size() + 1);
    attempts.forEach(begun -> all.add(begun.span));
    all.add(attempt);
    return all;
  }

  private @Nullable Begun find(String spanId) {
    // The one that ends is mostly the one that began last.
    for (int i = attempts.size() - 1; i >= 0; i--) {
      if (attempts.get(i).span.spanId().equals(spanId)) {
        return attempts.get(i);
      }
    }
    return null;
  }

  /**
   * An attempt has ended; what it was is said with the next one, or with the call's record.
   *
   * @return whether it is in time for that record
   */
  synchronized boolean ended(Span span) {
    Begun begun = find(span.spanId());
    if (begun == null) {
      return !ended;
    }
    begun.span = span;
    boolean inTime = begun.open || !ended;
    begun.open = false;
    return inTime;
  }

  /** An attempt was none: it stands nowhere. */
  synchronized void forget(String spanId) {
    Begun begun = find(spanId);
    if (begun != null) {
      attempts.remove(begun);
    }
  }

  /** The call is put on record: those that are not over, as they began; no other begins. */
  synchronized List<Span> end() {
    ended = true;
    List<Span> left = new ArrayList<>(0);
    for (Begun begun : attempts) {
      if (begun.open) {
        begun.open = false;
        left.add(begun.span);
      }
    }
    return left;
  }

  /** The call is on record, or is to leave none. */
  synchronized void over() {
    ended = true;
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
