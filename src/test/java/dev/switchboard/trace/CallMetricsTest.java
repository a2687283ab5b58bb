package dev.switchboard.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CallMetricsTest {
  private final CallRecord served = new SampleCalls(1).typical();
  private final CallRecord failed =
      SampleCalls.withOutcome(
          served,
          new CallRecord.Outcome(CallRecord.Status.FAILED, 503, "overloaded", "no room", null));

  private record Sink(boolean full) implements CallSink {
    @Override
    public void record(CallRecord call) {
      if (full) {
        throw new FailureException(new Failure.Overloaded("no room"));
      }
    }

    @Override
    public CallIntent intend(CallRecord call) {
      throw new UnsupportedOperationException();
    }
  }

  private static CallMetrics refusing() {
    return new CallMetrics(new Sink(true));
  }

  @Test
  void countsCallsAttemptsTokensAndCost() {
    CallMetrics metrics = new CallMetrics(new Sink(false));
    metrics.record(served);
    assertThat(metrics.scrape())
        .contains("switchboard_call_duration_seconds_count{")
        .contains("status=\"completed\"")
        .contains("switchboard_attempt_duration_seconds_count{outcome=\"ok\"")
        .contains("switchboard_tokens_input_total{")
        .contains("switchboard_cost_picodollars_total{")
        .contains("switchboard_records_refused_total 0.0");
  }

  @Test
  void countsACallThatIsNotOnRecordOnceAndAsFailed() {
    CallMetrics metrics = refusing();
    assertThatThrownBy(() -> metrics.record(served)).isInstanceOf(FailureException.class);
    assertThatThrownBy(() -> metrics.record(failed)).isInstanceOf(FailureException.class);
    assertThat(metrics.scrape())
        .contains("switchboard_records_refused_total 1.0")
        .contains(
            "switchboard_call_duration_seconds_count{code=\"overloaded\",status=\"failed\","
                + "surface=\"native\"} 1")
        .doesNotContain("status=\"completed\"");
  }

  @Test
  void countsACallThatWasRefusedBeforeAProviderWasAskedThoughTheRefusalIsOnRecord() {
    CallMetrics metrics = new CallMetrics(new Sink(false));
    metrics.record(failed);
    metrics.record(
        SampleCalls.withOutcome(
            served,
            new CallRecord.Outcome(
                CallRecord.Status.FAILED, 503, "overloaded", CallSink.NO_ROOM.message(), null)));
    assertThat(metrics.scrape()).contains("switchboard_records_refused_total 1.0");
  }

  @Test
  void keepsReadingCountsThatNobodyElseHolds() {
    CallMetrics metrics = new CallMetrics(new Sink(false));
    AtomicLong events = new AtomicLong();
    metrics.count("events", "what has happened", events::get);
    System.gc();
    events.set(7);
    assertThat(metrics.scrape()).contains("# TYPE events_total counter", "events_total 7.0");
  }
}
