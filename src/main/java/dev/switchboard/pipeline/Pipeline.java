package dev.switchboard.pipeline;

import dev.switchboard.access.Admission;
import dev.switchboard.access.Gate;
import dev.switchboard.access.Treasury;
import dev.switchboard.ir.FailureException;
import dev.switchboard.routing.HealthBoard;
import dev.switchboard.routing.Plan;
import dev.switchboard.routing.Router;
import dev.switchboard.trace.CallSink;
import dev.switchboard.trace.TraceIds;
import java.time.Clock;
import java.util.Objects;

/**
 * The one path of every call: {@link #begin} admits and plans, {@link CallSession#ask} or {@link
 * CallSession#perform} attempts, {@link CallSession#complete} or {@link CallSession#fail} settles.
 */
public final class Pipeline {
  private final Gate gate;
  private final Router router;
  private final Egress egress;
  private final TargetFacts facts;
  private final Recording recording;
  private final ThoughtMemory memory;
  private final Treasury treasury;
  private final HealthBoard health;

  /**
   * What a session needs to write its record.
   *
   * @param policy what the record keeps of what was said
   */
  public record Recording(
      CallSink sink, ContentPolicy policy, TokenEstimator estimator, TraceIds ids, Clock clock) {
    public Recording {
      Objects.requireNonNull(sink);
      Objects.requireNonNull(policy);
      Objects.requireNonNull(estimator);
      Objects.requireNonNull(ids);
      Objects.requireNonNull(clock);
    }
  }

  /**
   * What outlives calls and configurations.
   *
   * @param thoughts the reasoning that callers cannot carry between turns
   * @param health how the targets do
   */
  public record Remembered(ThoughtMemory thoughts, HealthBoard health) {
    public Remembered {
      Objects.requireNonNull(thoughts);
      Objects.requireNonNull(health);
    }
  }

  public Pipeline(
      Gate gate,
      Router router,
      Egress egress,
      TargetFacts facts,
      Recording recording,
      Remembered remembered,
      Treasury treasury) {
    this.gate = gate;
    this.router = router;
    this.egress = egress;
    this.facts = facts;
    this.recording = recording;
    this.memory = remembered.thoughts();
    this.health = remembered.health();
    this.treasury = treasury;
  }

  /**
   * Admits and plans a call; a call that fails here is recorded too.
   *
   * @throws FailureException when the key may not, or no target serves the model
   */
  public CallSession begin(CallContext context) {
    context
        .cancellation()
        .endAt(context.arrival().nanoTime() + health.rules().deadline().toNanos());
    try {
      Admission admission =
          gate.admit(context.key(), context.work().models(), context.caller().surface());
      Plan plan = router.plan(context.work().models());
      return new CallSession(this, context, admission, plan);
    } catch (FailureException e) {
      new CallRecorder(recording, context).failed(e.failure());
      throw e;
    }
  }

  TargetFacts facts() {
    return facts;
  }

  Treasury treasury() {
    return treasury;
  }

  HealthBoard health() {
    return health;
  }

  ThoughtMemory memory() {
    return memory;
  }

  Recording recording() {
    return recording;
  }

  Egress egress() {
    return egress;
  }
}
