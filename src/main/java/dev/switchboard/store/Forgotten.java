package dev.switchboard.store;

import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.Span;
import java.util.List;
import java.util.Map;

/** A deleted call: what was said, names, tags and metadata are gone; usage and cost stay. */
final class Forgotten {
  private Forgotten() {}

  static CallRecord of(CallRecord call) {
    CallRecord.Caller caller = call.caller();
    CallRecord.Task task = call.task();
    CallRecord.Outcome outcome = call.outcome();
    return new CallRecord(
        call.identity(),
        new CallRecord.Caller(caller.projectId(), caller.keyId(), caller.surface(), Map.of(), null),
        new CallRecord.Task("", task.revision(), task.requestedModel(), task.stream(), "{}"),
        call.startedAt(),
        call.durationMicros(),
        new CallRecord.Outcome(
            outcome.status(),
            outcome.httpStatus(),
            outcome.failureCode(),
            null,
            outcome.rawStopReason()),
        call.bill(),
        call.spans().stream().map(Forgotten::of).toList(),
        List.of(),
        CallRecord.Content.NONE);
  }

  private static Span of(Span span) {
    return new Span(
        span.spanId(),
        span.parentSpanId(),
        span.kind(),
        "",
        span.startedAt(),
        span.durationMicros(),
        span.firstEventMicros(),
        span.failureCode(),
        span.attempt(),
        Map.of());
  }
}
