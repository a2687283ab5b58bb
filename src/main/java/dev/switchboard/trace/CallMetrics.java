package dev.switchboard.trace;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Counts finished calls for Prometheus on their way to the next sink; labels are low in number. */
public final class CallMetrics implements CallSink {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofSeconds(60),
    Duration.ofMinutes(5)
  };

  private final CallSink next;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<CallLabels, Timer> calls = new ConcurrentHashMap<>();
  private final Map<AttemptLabels, AttemptMeters> attempts = new ConcurrentHashMap<>();

  private final Counter refused =
      Counter.builder("switchboard_records_refused")
          .description("calls that could not be put on record and were answered 503")
          .register(registry);

  public CallMetrics(CallSink next) {
    this.next = next;
  }

  private record CallLabels(String surface, CallRecord.Status status, String code) {}

  private record AttemptLabels(String provider, String outcome) {}

  private record AttemptMeters(
      Timer duration, Counter input, Counter output, Counter costPicos, Counter unpriced) {}

  /** Shows how many connections and exchanges there are. */
  public void watchConnections(Supplier<Number> connections, Supplier<Number> exchanges) {
    watch("switchboard_connections_open", "callers' connections", connections);
    watch("switchboard_exchanges_running", "requests that are being answered", exchanges);
  }

  /** Shows a number that somebody else keeps. */
  public void watch(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  /** Shows how often something has happened since the start, which somebody else counts. */
  public void count(String name, String description, Supplier<Number> count) {
    // The registry holds the object only weakly, the function strongly.
    FunctionCounter.builder(name, this, _ -> count.get().doubleValue())
        .description(description)
        .register(registry);
  }

  /** Everything in Prometheus' text format. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void record(CallRecord call) {
    try {
      next.record(call);
    } catch (RuntimeException e) {
      // A call that was served but is not on record fails, and comes here once more as failed.
      if (call.outcome().status() != CallRecord.Status.COMPLETED) {
        refused.increment();
        count(call);
      }
      throw e;
    }
    if (CallSink.NO_ROOM.message().equals(call.outcome().failureMessage())) {
      refused.increment();
    }
    count(call);
  }

  @Override
  public CallIntent intend(CallRecord call) {
    return next.intend(call);
  }

  private void count(CallRecord call) {
    String code = call.outcome().failureCode();
    calls
        .computeIfAbsent(
            new CallLabels(
                call.caller().surface(), call.outcome().status(), code == null ? "" : code),
            this::timer)
        .record(Duration.ofNanos(call.durationMicros() * 1_000));
    for (Span span : call.spans()) {
      Span.Attempt attempt = span.attempt();
      if (attempt != null) {
        count(span, attempt);
      }
    }
  }

  private void count(Span span, Span.Attempt attempt) {
    String code = span.failureCode();
    AttemptMeters meters =
        attempts.computeIfAbsent(
            new AttemptLabels(attempt.provider(), code == null ? "ok" : code), this::meters);
    meters.duration().record(Duration.ofNanos(span.durationMicros() * 1_000));
    meters.input().increment((double) attempt.usage().inputTotal());
    meters.output().increment((double) attempt.usage().outputTotal());
    Long cost = attempt.costPicos();
    if (cost == null) {
      meters.unpriced().increment();
    } else {
      meters.costPicos().increment((double) cost);
    }
  }

  private Timer timer(CallLabels labels) {
    return Timer.builder("switchboard_call_duration")
        .description("finished calls, from the request to the last byte")
        .serviceLevelObjectives(BUCKETS)
        .tag("surface", labels.surface())
        .tag("status", labels.status().name().toLowerCase(Locale.ROOT))
        .tag("code", labels.code())
        .register(registry);
  }

  private AttemptMeters meters(AttemptLabels labels) {
    return new AttemptMeters(
        Timer.builder("switchboard_attempt_duration")
            .description("attempts at providers")
            .tag("provider", labels.provider())
            .tag("outcome", labels.outcome())
            .register(registry),
        counter("switchboard_tokens_input", "input tokens, cached ones included", labels),
        counter("switchboard_tokens_output", "output tokens, reasoning included", labels),
        counter("switchboard_cost_picodollars", "known cost in 1e-12 USD", labels),
        counter("switchboard_attempts_unpriced", "attempts whose cost is not known", labels));
  }

  private Counter counter(String name, String description, AttemptLabels labels) {
    return Counter.builder(name)
        .description(description)
        .tag("provider", labels.provider())
        .tag("outcome", labels.outcome())
        .register(registry);
  }
}
