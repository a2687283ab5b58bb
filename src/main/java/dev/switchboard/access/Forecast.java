package dev.switchboard.access;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What keys, limits and budgets would say to a call now; nothing is counted or set aside. */
public final class Forecast {
  private final RateLimits limits;
  private final Treasury treasury;

  public Forecast(RateLimits limits, Treasury treasury) {
    this.limits = limits;
    this.treasury = treasury;
  }

  /** Why a call for these models would not be admitted; empty when it would be. */
  public List<Failure> ofCall(Caller caller, List<String> models) {
    List<Failure> refusals = new ArrayList<>();
    try {
      var _ = new Gate(limits).require(caller.key(), models);
    } catch (FailureException e) {
      refusals.add(e.failure());
    }
    requests(caller, null, refusals);
    return refusals;
  }

  /**
   * Why an attempt at a target would not be made; empty when it would be.
   *
   * @param target {@code provider/model}
   * @param likelyTokens asked for only where a limit counts them
   * @param mostPicos that it can cost, in 1e-12 USD; empty when nobody knows
   */
  public List<Failure> ofAttempt(
      Caller caller, String target, LongSupplier likelyTokens, OptionalLong mostPicos) {
    List<Failure> refusals = new ArrayList<>(treasury.refusals(caller, target, mostPicos));
    if (limits.countsTokens(caller, target)) {
      tokens(caller, target, likelyTokens.getAsLong(), refusals);
    }
    requests(caller, target, refusals);
    return refusals;
  }

  private void requests(Caller caller, @Nullable String target, List<Failure> refusals) {
    for (LimitMeter meter : limits.meters()) {
      RateLimit limit = meter.limit();
      if (limit.looksAtModels() == (target != null) && RateLimits.applies(limit, caller, target)) {
        String name = limit.bucket(caller, target == null ? "" : target);
        LimitMeter.Bucket bucket = bucket(meter, name);
        asked(refusals, bucket, () -> RateLimits.requireRoom(bucket, name, true, limits.now()));
      }
    }
  }

  private void tokens(Caller caller, String target, long likely, List<Failure> refusals) {
    for (LimitMeter meter : limits.meters()) {
      RateLimit limit = meter.limit();
      if (limit.amounts().tokens() != null && RateLimits.applies(limit, caller, target)) {
        String name = limit.bucket(caller, target);
        LimitMeter.Bucket bucket = bucket(meter, name);
        asked(
            refusals,
            bucket,
            () -> {
              var _ = RateLimits.requireTokens(bucket, name, likely, limits.now());
            });
      }
    }
  }

  /** The count, or one that stands at nothing and is not kept. */
  private static LimitMeter.Bucket bucket(LimitMeter meter, String name) {
    LimitMeter.Bucket known = meter.peek(name);
    return known == null ? new LimitMeter.Bucket(meter) : known;
  }

  private static void asked(List<Failure> refusals, LimitMeter.Bucket bucket, Runnable question) {
    synchronized (bucket) {
      try {
        question.run();
      } catch (FailureException e) {
        refusals.add(e.failure());
      }
    }
  }
}
