package dev.switchboard.pipeline;

import dev.switchboard.access.Admission;
import dev.switchboard.access.Gate;
import dev.switchboard.access.Treasury;
import dev.switchboard.access.VirtualKey;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Usage;
import dev.switchboard.routing.Asking;
import dev.switchboard.routing.HealthBoard;
import dev.switchboard.routing.Paces;
import dev.switchboard.routing.Plan;
import dev.switchboard.routing.Router;
import dev.switchboard.routing.Target;
import dev.switchboard.trace.CallSink;
import dev.switchboard.trace.Cost;
import dev.switchboard.trace.TraceIds;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

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
  private final Paces paces;
  private final Shadows shadows;
  private final Hedges hedges;

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
   * @param paces how fast they are
   * @param shadows the copies of calls under way
   * @param hedges the counts of second targets
   */
  public record Remembered(
      ThoughtMemory thoughts, HealthBoard health, Paces paces, Shadows shadows, Hedges hedges) {
    public Remembered {
      Objects.requireNonNull(paces);
      Objects.requireNonNull(thoughts);
      Objects.requireNonNull(health);
      Objects.requireNonNull(shadows);
      Objects.requireNonNull(hedges);
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
    this.paces = remembered.paces();
    this.shadows = remembered.shadows();
    this.hedges = remembered.hedges();
    this.treasury = treasury;
  }

  /**
   * Admits and plans a call; a call that fails here is recorded too.
   *
   * @throws FailureException when the key may not, or no target serves the model
   */
  public CallSession begin(CallContext context) {
    return begin(context, () -> admit(context, context.work().models()));
  }

  /** Begins a call within a session; see {@link CallSession#turn}. */
  CallSession beginTurn(Admission session, CallContext context, boolean counted) {
    return begin(
        context, () -> gate.admitTurn(session, context.payer(), context.work().models(), counted));
  }

  private CallSession begin(CallContext context, Supplier<Admission> admitted) {
    CallRecorder recorder = opened(context);
    try {
      Admission admission = admitted.get();
      try {
        Plan plan = router.plan(context.work().models(), context.asking());
        return new CallSession(this, context, admission, plan, recorder);
      } catch (RuntimeException | Error e) {
        admission.close();
        throw e;
      }
    } catch (FailureException e) {
      recorder.failed(e.failure());
      throw e;
    }
  }

  /**
   * Begins a call of several steps, each of which is admitted and planned by itself; a call that
   * fails here is recorded too.
   *
   * @throws FailureException when the key may not call
   */
  public CompiledCall beginCompiled(CallContext context) {
    CallRecorder recorder = opened(context);
    try {
      return new CompiledCall(this, context, admit(context, List.of("")), recorder);
    } catch (FailureException e) {
      recorder.failed(e.failure());
      throw e;
    }
  }

  private CallRecorder opened(CallContext context) {
    context
        .cancellation()
        .endAt(context.arrival().nanoTime() + health.rules().deadline().toNanos());
    return new CallRecorder(recording, context);
  }

  /**
   * The targets that models would lead to now, without a call.
   *
   * @throws FailureException when the key may not, or no target serves them
   */
  public List<Target> outline(VirtualKey key, List<String> models, Asking asking) {
    gate.require(key, models);
    return router.plan(models, asking).targets();
  }

  /**
   * The same for a call that is under way, or is about to be: in the name of its key, with its tags
   * and with what it asks for.
   *
   * @throws FailureException as {@link #outline(VirtualKey, List, Asking)} does
   */
  public List<Target> outline(CallContext call) {
    return outline(call.key(), call.work().models(), call.asking());
  }

  /**
   * The same for a step of such a call, of whose own work routes know nothing.
   *
   * @throws FailureException as {@link #outline(VirtualKey, List, Asking)} does
   */
  public List<Target> outlineStep(CallContext call, List<String> models) {
    return outline(call.key(), models, call.askingForStep());
  }

  /** Whether a key may call these models and one of them leads somewhere. */
  public boolean serves(VirtualKey key, List<String> models) {
    try {
      gate.require(key, models);
    } catch (FailureException _) {
      return false;
    }
    return router.knows(models);
  }

  /** Whether the first target that a call leads to holds voice sessions itself. */
  public boolean holdsVoice(CallContext call) {
    return egress.holdsVoice(outline(call).getFirst());
  }

  /** What usage would cost at a target; empty when a price that is needed is not known. */
  public Optional<Cost> price(Target target, Usage usage) {
    return facts.price(target, PriceMode.NONE, usage);
  }

  /** About how many tokens a text is. */
  public long estimate(String text) {
    return recording.estimator().estimate(text);
  }

  private Admission admit(CallContext context, List<String> models) {
    return gate.admit(context.payer(), models, context.caller().surface());
  }

  /** Admits a step of a call that was admitted. */
  Admission admitStep(Admission call, List<String> models) {
    return gate.admitStep(call, models);
  }

  Plan plan(List<String> models, Asking asking) {
    return router.plan(models, asking);
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

  Paces paces() {
    return paces;
  }

  Shadows shadows() {
    return shadows;
  }

  Hedges hedges() {
    return hedges;
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
