package dev.switchboard.pipeline;

import dev.switchboard.access.Admission;
import dev.switchboard.access.Gate;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.provider.ChatProvider;
import dev.switchboard.routing.Plan;
import dev.switchboard.routing.Router;
import dev.switchboard.trace.CallSink;
import dev.switchboard.trace.TraceIds;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;

/**
 * The one path of every call: {@link #begin} admits and plans, {@link CallSession#ask} attempts,
 * {@link CallSession#complete} or {@link CallSession#fail} settles.
 */
public final class Pipeline {
  private final Gate gate;
  private final Router router;
  private final Map<String, ChatProvider> providers;
  private final TargetFacts facts;
  private final Recording recording;

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

  public Pipeline(
      Gate gate,
      Router router,
      Map<String, ChatProvider> providers,
      TargetFacts facts,
      Recording recording) {
    this.gate = gate;
    this.router = router;
    this.providers = Map.copyOf(providers);
    this.facts = facts;
    this.recording = recording;
  }

  /**
   * Admits and plans a call; a call that fails here is recorded too.
   *
   * @throws FailureException when the key may not, or no target serves the model
   */
  public CallSession begin(CallContext context) {
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

  Recording recording() {
    return recording;
  }

  ChatProvider provider(String name) {
    ChatProvider provider = providers.get(name);
    if (provider == null) {
      throw new FailureException(new Failure.NoTarget("provider " + name + " is not configured"));
    }
    return provider;
  }
}
