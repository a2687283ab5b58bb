package dev.switchboard.pipeline;

import dev.switchboard.access.Admission;
import dev.switchboard.access.Lease;
import dev.switchboard.access.RateLimits;
import dev.switchboard.access.TokenHold;
import dev.switchboard.http.CancelSignal;
import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Note;
import dev.switchboard.provider.AnswerBudget;
import dev.switchboard.provider.ChatProvider;
import dev.switchboard.provider.WorkProvider;
import dev.switchboard.routing.Decision;
import dev.switchboard.routing.Plan;
import dev.switchboard.routing.ResilienceRules;
import dev.switchboard.routing.Target;
import dev.switchboard.trace.Span;
import dev.switchboard.wire.ModelTraits;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One admitted call: its attempts, and its one record. Used by one thread. */
public final class CallSession extends OpenCall {
  private final Plan plan;
  private final Turns turns;
  private final Fallback fallback;
  private boolean unheard;
  private CancelSignal signal;
  private boolean hedging;
  private @Nullable Hedge<?> hedge;
  private @Nullable Runnable answer;
  private @Nullable Copied first;

  CallSession(
      Pipeline pipeline,
      CallContext context,
      Admission admission,
      Plan plan,
      CallRecorder recorder) {
    super(pipeline, context, admission, recorder);
    this.plan = plan;
    this.signal = context.cancellation();
    recorder.decided(plan.decision());
    this.fallback = new Fallback(plan, recorder);
    this.turns =
        new Turns(pipeline.health(), pipeline.facts(), plan, context.cancellation(), recorder);
  }

  /** The targets in the order in which they are tried. */
  public List<Target> targets() {
    return plan.targets();
  }

  /** What the codecs know of a target's model. */
  public ModelTraits traits(Target target) {
    return pipeline.facts().traits(target);
  }

  /**
   * Asks the targets in turn until one answers, for a stream until its first valid event is there.
   *
   * @throws FailureException with the last target's failure when none does, with the first failure
   *     that no other target can mend otherwise
   */
  public Answer ask(Prompt prompt) {
    Opening<Answer> opening = Hedges.opening(this, order(prompt), new Question.Chat(_ -> prompt));
    return fallback.first(
        opening.targets(),
        target -> opening.at(target, () -> attempt(target, prompt)),
        () -> false);
  }

  /**
   * Begins a conversation that each target hears in words of its own; where its route wants that, a
   * second target is asked beside a first that is late, and who begins first goes on.
   *
   * @param prompts the first thing that is said to a target; asked for from two threads
   */
  public Opening<Answer> opening(Function<Target, Prompt> prompts) {
    return Hedges.opening(this, plan.targets(), new Question.Chat(prompts));
  }

  /** The same of work that is no conversation. */
  public Opening<WorkAnswer> openingOfWork(Function<Target, WorkPrompt> prompts) {
    return Hedges.opening(this, plan.targets(), new Question.Work(prompts));
  }

  /**
   * Asks the targets in turn until one has done the work; see {@link #ask}.
   *
   * @throws FailureException as {@link #ask} does
   */
  public WorkAnswer perform(WorkPrompt prompt) {
    Opening<WorkAnswer> opening = openingOfWork(_ -> prompt);
    return fallback.first(
        opening.targets(),
        target -> opening.at(target, () -> attempt(target, prompt)),
        () -> false);
  }

  /** Those that answer requests, in the order for the conversation. */
  private List<Target> order(Prompt prompt) {
    Map<Target, Failure> alone = pipeline.egress().voiceAlone(plan.targets());
    alone.forEach((target, why) -> recorder.skipped(target.id(), "voice_sessions_alone", why));
    return new HomeOrder(pipeline.egress(), pipeline.memory())
        .of(
            context.caller().projectId(),
            prompt,
            alone.isEmpty()
                ? plan.targets()
                : plan.targets().stream().filter(target -> !alone.containsKey(target)).toList());
  }

  /**
   * Asks one target, again after a short wait where that may help; every attempt is a span.
   *
   * @throws FailureException with the last attempt's failure
   */
  public Answer attempt(Target target, Prompt prompt) {
    first = first == null ? Copied.of(prompt) : first;
    return attempt(target, prompt, provider(target).retries());
  }

  /** The same without a second try. */
  Answer attemptOnce(Target target, Prompt prompt) {
    return attempt(target, prompt, 0);
  }

  private Answer attempt(Target target, Prompt prompt, int retries) {
    ChatProvider provider = provider(target);
    return turns.at(
        target,
        retries,
        pass -> released(() -> new ChatAttempt(this, provider, target, prompt).answer(pass)));
  }

  /**
   * Asks one target for the rest of an answer that broke off.
   *
   * @param how the word for it on the trace
   * @throws FailureException as {@link #attempt} does
   */
  AttemptStream reattempt(Target target, Prompt prompt, String how) {
    ChatProvider provider = provider(target);
    return turns.at(
        target,
        provider.retries(),
        pass -> released(() -> new ChatAttempt(this, provider, target, prompt).stream(pass, how)));
  }

  private ChatProvider provider(Target target) {
    return pipeline.egress().chat(target.provider());
  }

  /**
   * Asks one target for work, again after a short wait where that may help; every attempt is a
   * span.
   *
   * @throws FailureException with the last attempt's failure
   */
  public WorkAnswer attempt(Target target, WorkPrompt prompt) {
    first = first == null ? Copied.of(prompt) : first;
    return attempt(target, prompt, provider(target, prompt).retries());
  }

  /** The same without a second try. */
  WorkAnswer attemptOnce(Target target, WorkPrompt prompt) {
    return attempt(target, prompt, 0);
  }

  private WorkAnswer attempt(Target target, WorkPrompt prompt, int retries) {
    WorkProvider provider = provider(target, prompt);
    return turns.at(
        target,
        retries,
        pass -> released(() -> new WorkAttempt(this, provider, target, prompt).answer(pass)));
  }

  private WorkProvider provider(Target target, WorkPrompt prompt) {
    return pipeline.egress().work(target.provider(), prompt.request().get().noun());
  }

  /** What a failed attempt has left of its answer is not held any longer. */
  private <A> A released(Supplier<A> once) {
    long before = room.bytes();
    try {
      return once.get();
    } catch (FailureException e) {
      room.shrink(before);
      throw e;
    }
  }

  static List<Note> remarks(Target target) {
    return target.remark() == null
        ? List.of()
        : List.of(new Note(Note.Kind.APPROXIMATED, "model", target.remark()));
  }

  /** How the caller stands with the rate limits of this call. */
  public RateLimits.Standing standing() {
    return admission.standing();
  }

  /** When it goes on to its next target. */
  public Fallback fallback() {
    return fallback;
  }

  /** What it does at targets that hold voice sessions themselves. */
  public VoiceCall voice() {
    return new VoiceCall(this);
  }

  /**
   * Begins a call of its own within this one, which is a session: it takes no further place among
   * the calls that run at the same time. It ends before this one does.
   *
   * @param counted whether limits of requests count it; false for a part of such a call
   * @throws FailureException as {@link Pipeline#begin} does
   */
  public CallSession turn(CallContext turn, boolean counted) {
    return pipeline.beginTurn(admission, turn, counted);
  }

  /** Roughly how many tokens a request is; takes next to no time. */
  public long estimateInput(ChatRequest request) {
    return UsageEstimate.roughly(request, InputSize.of(request));
  }

  @Override
  void ending(@Nullable Failure failure) {
    endAnswer();
    if (hedge != null) {
      hedge.ended(failure);
    }
  }

  /** What its attempts are given up by: the caller who leaves, or a target that was faster. */
  CancelSignal signal() {
    return signal;
  }

  /** Two of its targets may be at work; what the second leaves ends with the call. */
  void races(Hedge<?> race) {
    hedge = race;
  }

  /** Gives attempts up with this signal from now on, a part of the call's own. */
  void within(CancelSignal part) {
    signal = part;
    turns.within(part);
  }

  /** The failure of an attempt as it is told. */
  Failure told(Failure failure) {
    boolean raced = signal != context.cancellation() || hedging;
    return raced && failure instanceof Failure.CallerGone && signal.isCancelledAlone()
        ? new Failure.CallerGone("given up because another target answered first")
        : context.told(failure);
  }

  /** Whether an attempt that failed so was given up while its caller waited. */
  boolean isGivenUp(Failure failure) {
    return failure instanceof Failure.CallerGone && signal.isGivenUp();
  }

  /** A session for another target of the same call, which is given up with this signal. */
  CallSession beside(CancelSignal part, List<Target> targets, CallRecorder step) {
    List<String> models = plan.decision().requested();
    Admission own = pipeline.admitStep(admission, models);
    Decision decision = new Decision(models, "", List.of(), List.of());
    CallSession other =
        new CallSession(
            pipeline,
            context.withCancellation(part),
            own,
            new Plan(targets, decision, plan.refusalsPassedOn(), null, 0),
            step);
    other.hedging = true;
    return other;
  }

  /** Whether a provider may have seen some of the call, which failed so. */
  boolean hasAsked(Failure failure) {
    return spans().stream().anyMatch(span -> span.attempt() != null)
        && !(failure instanceof Failure.BudgetExhausted
            || failure instanceof Failure.RateLimited
            || failure instanceof Failure.Forbidden
            || failure instanceof Failure.Unsupported
            || failure instanceof Failure.InvalidRequest);
  }

  int hedgePercent() {
    return plan.hedgePercent();
  }

  /** Nobody hears its answers: what is kept of them for a next turn is not. */
  void unheard() {
    unheard = true;
  }

  boolean isUnheard() {
    return unheard;
  }

  /**
   * An answer has begun that comes piece by piece. Before another one begins, and before the call
   * is put on record, it is ended by this, whatever its hearer did: what it has cost is on record.
   */
  void hears(Runnable end) {
    endAnswer();
    answer = end;
  }

  private void endAnswer() {
    Runnable begun = answer;
    answer = null;
    if (begun != null) {
      begun.run();
    }
  }

  @Override
  public void close() {
    try (Hedge<?> _ = hedge) {
      try {
        if (!recorder.isStep()) {
          copy(admission);
        }
      } finally {
        super.close();
      }
    }
  }

  /**
   * Sends a copy, where it was answered and the route says so.
   *
   * @param of the call's, still open
   */
  void copy(Admission of) {
    Plan.Copy copy = plan.copy();
    Copied asked = first;
    if (isComplete() && copy != null && asked != null) {
      new ShadowCall(pipeline, context, copy, asked, recorder.input()).start(of);
    }
  }

  /** What became of the targets, in short. */
  public String route(Target served) {
    return recorder.route(served.id());
  }

  /** The span under which attempts stand. */
  String parentSpanId() {
    return recorder.spanId();
  }

  /** How often somebody may be asked to go on with an answer of this call; 0 for never. */
  int mostRescues() {
    ResilienceRules.Rescue rules = pipeline.health().rules().rescue();
    Boolean said = context.work().options().rescue();
    return (said == null ? rules.wanted() : said) ? rules.attempts() : 0;
  }

  TargetFacts facts() {
    return pipeline.facts();
  }

  Pipeline pipeline() {
    return pipeline;
  }

  CallRecorder recorder() {
    return recorder;
  }

  AnswerBudget.Part room() {
    return room;
  }

  Turns turns() {
    return turns;
  }

  /** Counts what an attempt likely needs against the limits of tokens. */
  TokenHold tokens(Target target, LongSupplier likely) {
    return admission.tokens(target.id(), likely);
  }

  Lease lease(Target target) {
    return admission.lease(target.provider(), target.upstreamModel());
  }

  Instant now() {
    return pipeline.recording().clock().instant();
  }

  void attemptEnded(Span span) {
    recorder.add(span);
  }
}
