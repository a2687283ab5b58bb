package dev.switchboard.trace;

import dev.switchboard.ir.Usage;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a call did: an attempt at a target, a repair, a step.
 *
 * @param spanId 16 hexadecimal digits
 * @param parentSpanId the call's root span or another span of the call
 * @param name such as {@code attempt} with the target's name, or {@code validate}
 * @param durationMicros from its start to its end
 * @param firstEventMicros until the first event; null when there was none
 * @param failureCode null when it succeeded
 * @param attempt what was asked of a provider; null for other kinds
 * @param attributes further facts, low in number
 */
public record Span(
    String spanId,
    String parentSpanId,
    Kind kind,
    String name,
    Instant startedAt,
    long durationMicros,
    @Nullable Long firstEventMicros,
    @Nullable String failureCode,
    @Nullable Attempt attempt,
    Map<String, String> attributes) {
  /** The attribute of an attempt that went on with an answer which had broken off. */
  public static final String RESCUE = "rescue";

  public Span {
    Objects.requireNonNull(spanId);
    Objects.requireNonNull(parentSpanId);
    Objects.requireNonNull(kind);
    Objects.requireNonNull(name);
    Objects.requireNonNull(startedAt);
    attributes = Map.copyOf(attributes);
  }

  /** The same attempt at a cost that nobody knows. */
  public Span unpriced() {
    return new Span(
        spanId,
        parentSpanId,
        kind,
        name,
        startedAt,
        durationMicros,
        firstEventMicros,
        failureCode,
        attempt == null ? null : attempt.unpriced(),
        attributes);
  }

  /** What a span is about. */
  public enum Kind {
    /** One call to one target. */
    ATTEMPT,
    /** Checking a value against a schema. */
    VALIDATE,
    /** A step of a compiled call. */
    STEP
  }

  /**
   * One call to one target.
   *
   * @param provider the configured provider's name
   * @param upstreamModel as sent to it
   * @param reportedModel as it answered; empty when it did not say
   * @param httpStatus the provider's; 0 when there was none
   * @param passedThrough whether the caller's bytes were passed on
   * @param costPicos in 1e-12 USD; null when a price is not known
   * @param priceSource where the price comes from and its date, or that the provider reported it;
   *     null when there is none
   * @param listed what our price list makes of the same usage, where the provider reported a cost;
   *     null where the list's price is the cost, or when it has none
   */
  public record Attempt(
      String provider,
      String upstreamModel,
      String reportedModel,
      int httpStatus,
      boolean passedThrough,
      Usage usage,
      @Nullable Long costPicos,
      @Nullable String priceSource,
      @Nullable Cost listed) {
    public Attempt {
      Objects.requireNonNull(provider);
      Objects.requireNonNull(upstreamModel);
      Objects.requireNonNull(reportedModel);
      Objects.requireNonNull(usage);
    }

    private Attempt unpriced() {
      return new Attempt(
          provider,
          upstreamModel,
          reportedModel,
          httpStatus,
          passedThrough,
          Usage.UNKNOWN,
          null,
          null,
          null);
    }

    /** What the provider itself says it charged, in 1e-12 USD; null when it did not say. */
    public @Nullable Long reportedCostPicos() {
      return Pricer.REPORTED.equals(priceSource) ? costPicos : null;
    }

    /** Whether the cost is only the most that it may have been. */
    public boolean isAtMost() {
      return Pricer.AT_MOST.equals(priceSource);
    }

    /** What our price list makes of it; null when it has no price. */
    public @Nullable Cost listedCost() {
      Long picos = costPicos;
      String source = priceSource;
      return picos == null
              || source == null
              || source.equals(Pricer.REPORTED)
              || source.equals(Pricer.AT_MOST)
          ? listed
          : new Cost(picos, source);
    }
  }
}
