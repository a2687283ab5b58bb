package dev.switchboard.pipeline;

import dev.switchboard.access.Caller;
import dev.switchboard.access.TokenHold;
import dev.switchboard.access.Treasury;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Metered;
import dev.switchboard.ir.Usage;
import dev.switchboard.routing.Outcome;
import dev.switchboard.routing.Target;
import dev.switchboard.routing.TargetHealth;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.Cost;
import dev.switchboard.trace.Pricer;
import dev.switchboard.trace.Span;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The span of one attempt while it runs; closed exactly once. */
final class AttemptLog {
  private final CallSession session;
  private final Target target;
  private final String targetId;
  private final TargetFacts facts;
  private final TargetHealth.@Nullable Pass pass;
  private final String spanId;
  private final Instant startedAt;
  private final long startedNanos = System.nanoTime();
  private boolean passedThrough;
  private @Nullable Long firstEventMicros;
  private String reportedModel = "";
  private Treasury.@Nullable Reservation reservation;
  private String rescue = "";
  private @Nullable TokenHold tokens;
  private boolean closed;
  private boolean whole;
  private String pace = "";
  private String mode = PriceMode.NONE;

  /**
   * @param pass null for what is under way without one
   */
  AttemptLog(
      CallSession session, Target target, TargetHealth.@Nullable Pass pass, boolean passedThrough) {
    this.session = session;
    this.target = target;
    this.targetId = target.id();
    this.facts = session.facts();
    this.pass = pass;
    this.spanId = session.newSpanId();
    this.startedAt = session.now();
    this.passedThrough = passedThrough;
  }

  /**
   * Sets the most that the attempt can cost aside, where a budget applies, until its end.
   *
   * @param mostPicos in 1e-12 USD; empty when nobody knows
   * @throws FailureException with {@link Failure.BudgetExhausted} if there is not so much left
   */
  void setAside(Treasury treasury, Caller payer, Supplier<OptionalLong> mostPicos) {
    if (treasury.applies(payer, targetId)) {
      reservation = treasury.reserve(payer, targetId, mostPicos.get());
    }
  }

  /** Keeps the tokens that rate limits have set aside, until the attempt's end. */
  void setAside(TokenHold held) {
    tokens = held;
  }

  /**
   * The provider is about to be asked; if the process dies before the attempt's end it is on record
   * with what was set aside for it, or as of unknown cost where nothing was.
   *
   * @throws FailureException when that cannot be kept; then nobody is to be asked
   */
  void begins() {
    Long most = reservation == null ? null : reservation.picos();
    session
        .recorder()
        .attempting(
            span(
                0,
                CallRecord.INTERRUPTED.failureCode(),
                new Span.Attempt(
                    target.provider(),
                    target.upstreamModel(),
                    "",
                    0,
                    passedThrough,
                    Usage.UNKNOWN,
                    most,
                    most == null ? null : Pricer.AT_MOST,
                    null),
                rescue.isEmpty() ? Map.of() : Map.of(Span.RESCUE, rescue)));
  }

  void firstEvent() {
    if (firstEventMicros == null) {
      firstEventMicros = elapsedMicros();
      if (pass != null) {
        pass.answering();
      }
    }
  }

  /**
   * Lets its times count.
   *
   * @param pace what for, see {@link Question#pace}
   * @param whole whether its answer comes in one piece
   */
  void timed(String pace, boolean whole) {
    this.pace = pace;
    this.whole = whole;
  }

  /** It is sold at the prices of a {@link PriceMode}. */
  void sold(String inMode) {
    mode = inMode;
  }

  void reportedModel(String model) {
    reportedModel = model;
  }

  void passedThrough(boolean passed) {
    passedThrough = passed;
  }

  /**
   * It is for the rest of an answer that broke off.
   *
   * @param how a word for the trace
   */
  void rescues(String how) {
    rescue = how;
  }

  /** It was to open something, and did: what is said there are attempts of their own. */
  void answered() {
    closed = true;
    session.recorder().forget(spanId);
    if (pass != null) {
      pass.ended(Outcome.ANSWERED, "");
    }
  }

  void succeeded(Usage usage) {
    close(null, usage);
  }

  void failed(Failure failure, Usage usage) {
    close(session.told(failure), usage);
  }

  private void close(@Nullable Failure failure, Usage usage) {
    if (closed) {
      return;
    }
    closed = true;
    if (pass != null) {
      pass.ended(outcome(failure), failure == null ? "" : failure.message());
    }
    if (failure == null && !pace.isEmpty()) {
      tellPace(usage);
    }
    Cost price = price(usage);
    if (reservation != null) {
      reservation.settle(price == null ? OptionalLong.empty() : OptionalLong.of(price.picos()));
    }
    if (tokens != null) {
      tokens.settle(
          usage.source() == Usage.Source.UNKNOWN
              ? OptionalLong.empty()
              : OptionalLong.of(usage.inputTotal() + usage.outputTotal()));
    }
    Span.Attempt attempt =
        new Span.Attempt(
            target.provider(),
            target.upstreamModel(),
            reportedModel,
            upstreamStatus(failure),
            passedThrough,
            usage,
            price == null ? null : price.picos(),
            price == null ? null : price.source(),
            price == null || !price.source().equals(Pricer.REPORTED)
                ? null
                : facts.listed(target, mode, usage).orElse(null));
    session.attemptEnded(span(elapsedMicros(), code(failure), attempt, attributes(failure, usage)));
  }

  private void tellPace(Usage usage) {
    double millis = elapsedMicros() / 1_000.0;
    if (whole) {
      session.pipeline().paces().whole(pace, millis, usage.outputTotal());
    } else if (firstEventMicros != null) {
      double first = firstEventMicros / 1_000.0;
      session.pipeline().paces().streamed(pace, first, millis - first, usage.outputTotal());
    }
  }

  private Span span(
      long micros,
      @Nullable String failureCode,
      Span.Attempt attempt,
      Map<String, String> attributes) {
    return new Span(
        spanId,
        session.parentSpanId(),
        Span.Kind.ATTEMPT,
        targetId,
        startedAt,
        micros,
        firstEventMicros,
        failureCode,
        attempt,
        attributes);
  }

  /** The word for how it ended; null for well. */
  private @Nullable String code(@Nullable Failure failure) {
    return failure == null
        ? null
        : session.isGivenUp(failure) ? CallRecorder.GIVEN_UP : failure.code();
  }

  /** What the attempt says of its target; a call that ran out of its own time says nothing. */
  private Outcome outcome(@Nullable Failure failure) {
    return switch (failure) {
      case null -> Outcome.ANSWERED;
      case Failure.ProviderFailed _ -> Outcome.FAILED;
      case Failure.ProviderTimeout _ ->
          session.context().cancellation().nanosLeft() > 0 ? Outcome.FAILED : Outcome.NOTHING;
      case Failure.ProviderLimited limited ->
          limited.retryAfter() == null ? Outcome.LIMITED : Outcome.NOTHING;
      case Failure.ProviderRejected _ -> Outcome.ANSWERED;
      default -> Outcome.NOTHING;
    };
  }

  private Map<String, String> attributes(@Nullable Failure failure, Usage usage) {
    long waited = pass == null ? 0 : pass.waited().toMillis();
    if (failure == null && usage.metered().isEmpty() && waited == 0 && rescue.isEmpty()) {
      return Map.of();
    }
    Map<String, String> attributes = new HashMap<>();
    if (waited > 0) {
      attributes.put("queued_ms", Long.toString(waited));
    }
    if (!rescue.isEmpty()) {
      attributes.put(Span.RESCUE, rescue);
    }
    if (failure != null) {
      attributes.put("failure", failure.message());
    }
    for (Metered measure : usage.metered()) {
      String unit = measure.unit().name().toLowerCase(Locale.ROOT);
      attributes.put(
          measure.variant().isEmpty() ? unit : unit + " " + measure.variant(),
          Long.toString(measure.amount()));
    }
    return attributes;
  }

  private @Nullable Cost price(Usage usage) {
    return usage.equals(Usage.NONE)
        ? new Cost(0, "nothing was used")
        : facts.price(target, mode, usage).orElse(null);
  }

  private long elapsedMicros() {
    return (System.nanoTime() - startedNanos) / 1_000;
  }

  private static int upstreamStatus(@Nullable Failure failure) {
    return switch (failure) {
      case null -> 200;
      case Failure.ProviderFailed failed -> failed.upstreamStatus();
      case Failure.ProviderRejected rejected -> rejected.upstreamStatus();
      case Failure.ProviderLimited _ -> 429;
      case Failure.ProviderAuth _ -> 401;
      case Failure.LoopDetected _ -> 508;
      default -> 0;
    };
  }
}
