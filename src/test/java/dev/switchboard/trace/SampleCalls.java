package dev.switchboard.trace;

import dev.switchboard.ir.Note;
import dev.switchboard.ir.Usage;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Call records for tests, each with ids of its own. */
public final class SampleCalls {
  public static final Instant START = Instant.parse("2026-03-01T10:00:00.123456Z");

  private final Random random;
  private final TraceIds ids;

  public SampleCalls(long seed) {
    this.random = new Random(seed);
    this.ids = new TraceIds(Clock.fixed(START, ZoneOffset.UTC), random::nextLong);
  }

  /** A call with one fallback, as most fields filled as can be. */
  public CallRecord typical() {
    return in("prj_a", ids.traceId(), "greet", START);
  }

  public CallRecord in(String projectId, String traceId, String name, Instant startedAt) {
    String root = ids.spanId();
    Usage usage = Usage.of(10 + random.nextInt(1_000), 1 + random.nextInt(500));
    long cost = usage.inputTotal() * 100_000 + usage.outputTotal() * 400_000;
    Span refused = attempt(root, startedAt, "rate_limited", 429, Usage.of(0, 0), 0L);
    Span served = attempt(root, startedAt.plusMillis(5), null, 200, usage, cost);
    return new CallRecord(
        new CallRecord.Identity(traceId, root, null, ids.requestId()),
        new CallRecord.Caller(
            projectId, "key_1", "native", Map.of("team", "blue"), "{\"ticket\": 7}"),
        new CallRecord.Task(name, 3, "openai/gpt-4.1-nano", true, "{\"targets\":2}"),
        startedAt,
        486_000,
        new CallRecord.Outcome(CallRecord.Status.COMPLETED, 200, null, null, "stop"),
        new CallRecord.Bill(usage, cost, List.of("openai/gpt-4.1-nano"), "openai"),
        List.of(refused, served),
        List.of(new Note(Note.Kind.OMITTED, "/seed", "the target has no seed")),
        CallRecord.Content.of("{\"text\": \"Hej, världen 👋\"}", "\"hello\""));
  }

  public static CallRecord withCost(CallRecord call, @Nullable Long picos) {
    return new CallRecord(
        call.identity(),
        call.caller(),
        call.task(),
        call.startedAt(),
        call.durationMicros(),
        call.outcome(),
        new CallRecord.Bill(
            call.bill().usage(), picos, call.bill().modelsUsed(), call.bill().servedProvider()),
        call.spans(),
        call.notes(),
        call.content());
  }

  public static CallRecord withIdentity(CallRecord call, CallRecord.Identity identity) {
    return new CallRecord(
        identity,
        call.caller(),
        call.task(),
        call.startedAt(),
        call.durationMicros(),
        call.outcome(),
        call.bill(),
        call.spans(),
        call.notes(),
        call.content());
  }

  public static CallRecord withContent(CallRecord call, CallRecord.Content content) {
    return new CallRecord(
        call.identity(),
        call.caller(),
        call.task(),
        call.startedAt(),
        call.durationMicros(),
        call.outcome(),
        call.bill(),
        call.spans(),
        call.notes(),
        content);
  }

  public static CallRecord withOutcome(CallRecord call, CallRecord.Outcome outcome) {
    return new CallRecord(
        call.identity(),
        call.caller(),
        call.task(),
        call.startedAt(),
        call.durationMicros(),
        outcome,
        call.bill(),
        call.spans(),
        call.notes(),
        call.content());
  }

  public static CallRecord withTask(CallRecord call, CallRecord.Task task) {
    return new CallRecord(
        call.identity(),
        call.caller(),
        task,
        call.startedAt(),
        call.durationMicros(),
        call.outcome(),
        call.bill(),
        call.spans(),
        call.notes(),
        call.content());
  }

  private Span attempt(
      String parent, Instant at, @Nullable String failure, int status, Usage usage, Long cost) {
    return new Span(
        ids.spanId(),
        parent,
        Span.Kind.ATTEMPT,
        "attempt openai/gpt-4.1-nano",
        at,
        480_000,
        failure == null ? 120_000L : null,
        failure,
        new Span.Attempt(
            "openai",
            "gpt-4.1-nano",
            failure == null ? "gpt-4.1-nano-2025-04-14" : "",
            status,
            false,
            usage,
            cost,
            "models.dev 2026-02-01",
            null),
        Map.of("attempt", "1"));
  }
}
