package dev.switchboard.pipeline;

import dev.switchboard.http.CancelSignal;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.ir.Usage;
import dev.switchboard.provider.RealtimeLink;
import dev.switchboard.provider.RealtimeListener;
import dev.switchboard.provider.RealtimeOrder;
import dev.switchboard.provider.RealtimeProvider;
import dev.switchboard.routing.Target;
import dev.switchboard.routing.TargetHealth;
import dev.switchboard.trace.Cost;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a call does at targets that hold voice sessions themselves. */
public final class VoiceCall {
  /** Of sessions whose model's context is not known: that of the first models. */
  private static final long USUAL_CONTEXT_TOKENS = 32_000;

  private static final long LONGEST_ANSWER_TOKENS = 4_096;

  private final CallSession session;
  private final Pipeline pipeline;

  VoiceCall(CallSession session) {
    this.session = session;
    this.pipeline = session.pipeline();
  }

  /**
   * A session that is wanted.
   *
   * @param listener hears what a target's session says; one for each target that is tried
   * @param passing as in {@link RealtimeOrder}
   */
  public record Wish(
      RealtimeConfig config,
      Function<Target, RealtimeListener> listener,
      RealtimeOrder.@Nullable Passing passing) {
    public Wish {
      Objects.requireNonNull(config);
      Objects.requireNonNull(listener);
    }
  }

  /** A session, and who holds it. */
  public record Held(Target target, RealtimeLink link) {
    public Held {
      Objects.requireNonNull(target);
      Objects.requireNonNull(link);
    }
  }

  /** Whether the target to be asked first holds voice sessions. */
  public boolean isFirst() {
    return holds(session.targets().getFirst());
  }

  private boolean holds(Target target) {
    return pipeline.egress().holdsVoice(target);
  }

  /**
   * Opens a session at the first target that can, in their order; each that cannot is an attempt of
   * the call.
   *
   * @return empty where a target's turn comes that answers requests, which is then to be asked turn
   *     by turn
   * @throws FailureException as {@link CallSession#ask} does
   */
  public Optional<Held> open(Wish wish) {
    return session
        .fallback()
        .first(
            target ->
                holds(target)
                    ? Optional.of(session.turns().at(target, 0, pass -> once(target, wish, pass)))
                    : Optional.empty(),
            () -> false);
  }

  private Held once(Target target, Wish wish, TargetHealth.Pass pass) {
    RealtimeProvider provider = pipeline.egress().realtime(target.provider()).orElseThrow();
    AttemptLog log = new AttemptLog(session, target, pass, false);
    try {
      requireMoney(target, most(target));
      RealtimeLink link =
          provider.open(
              session.lease(target),
              new RealtimeOrder(
                  wish.config(),
                  target.upstreamModel(),
                  session.context().work().options(),
                  wish.listener().apply(target),
                  // A caller who leaves does not cut it off: its last words say what it has cost.
                  new CancelSignal(),
                  wish.passing()));
      log.answered();
      return new Held(target, link);
    } catch (FailureException e) {
      log.failed(e.failure(), Usage.NONE);
      throw e;
    } catch (RuntimeException | Error e) {
      log.failed(CallSession.MISTAKE, Usage.NONE);
      throw e;
    }
  }

  /**
   * Refuses a session where a budget that applies has nothing left or, where the first target holds
   * it, less than one response can cost.
   *
   * @throws FailureException with {@link Failure.BudgetExhausted}
   */
  public void requireMoney() {
    Target first = session.targets().getFirst();
    requireMoney(first, holds(first) ? most(first) : OptionalLong.of(1));
  }

  private void requireMoney(Target target, OptionalLong most) {
    if (pipeline.treasury().applies(session.context().payer(), target.id())) {
      pipeline
          .treasury()
          .reserve(session.context().payer(), target.id(), most)
          .settle(OptionalLong.of(0));
    }
  }

  /** The most that one response can cost: a context full of sound, and the longest answer. */
  private OptionalLong most(Target target) {
    long context = pipeline.facts().contextTokens(target).orElse(USUAL_CONTEXT_TOKENS);
    OptionalLong spoken =
        price(
            target,
            new Usage(
                0,
                0,
                0,
                0,
                context,
                0,
                0,
                0,
                LONGEST_ANSWER_TOKENS,
                0,
                Usage.Source.ESTIMATED,
                null));
    OptionalLong written = price(target, Usage.of(context, LONGEST_ANSWER_TOKENS));
    return spoken.isEmpty() || written.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(spoken.getAsLong(), written.getAsLong()));
  }

  private OptionalLong price(Target target, Usage usage) {
    Optional<Cost> cost = pipeline.facts().price(target, PriceMode.NONE, usage);
    return cost.isPresent() ? OptionalLong.of(cost.get().picos()) : OptionalLong.empty();
  }

  /**
   * Begins to count a response that is under way at a target: nothing is in its way, for it will be
   * charged.
   *
   * @param passedThrough whether its frames go through as they are
   */
  public RelayedTurn begin(Target target, boolean passedThrough) {
    return new RelayedTurn(
        new AttemptLog(session, target, null, passedThrough),
        log -> {
          try {
            setAside(log, target);
          } finally {
            log.begins();
          }
        });
  }

  /** Counts what was used already, such as for writing down what was said. */
  public void book(Target target, Usage usage) {
    AttemptLog log = new AttemptLog(session, target, null, false);
    try {
      log.setAside(pipeline.treasury(), session.context().payer(), () -> OptionalLong.of(1));
    } catch (FailureException _) {
      // Nothing is left at all: it stands in the record alone.
    }
    log.succeeded(usage);
  }

  /**
   * Where there is not enough for the most that it can cost, the least is taken, so that what it
   * does cost is charged all the same.
   */
  private void setAside(AttemptLog log, Target target) {
    try {
      log.setAside(pipeline.treasury(), session.context().payer(), () -> most(target));
    } catch (FailureException e) {
      try {
        log.setAside(pipeline.treasury(), session.context().payer(), () -> OptionalLong.of(1));
      } catch (FailureException _) {
        // Nothing is left at all: it stands in the record alone.
      }
      throw e;
    }
  }
}
