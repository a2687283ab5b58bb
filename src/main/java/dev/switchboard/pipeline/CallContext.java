package dev.switchboard.pipeline;

import dev.switchboard.access.Caller;
import dev.switchboard.access.VirtualKey;
import dev.switchboard.http.CancelSignal;
import dev.switchboard.ir.Failure;
import dev.switchboard.provider.CallOptions;
import dev.switchboard.routing.Asking;
import dev.switchboard.routing.Demand;
import dev.switchboard.routing.Said;
import dev.switchboard.trace.CallRecord;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything about a call but its conversation.
 *
 * @param key who calls
 * @param identity the call's ids
 * @param caller who asked, for the record
 * @param work what is asked
 * @param arrival when it came
 * @param cancellation given when the caller leaves
 */
public record CallContext(
    VirtualKey key,
    CallRecord.Identity identity,
    CallRecord.Caller caller,
    Work work,
    Arrival arrival,
    CancelSignal cancellation) {
  /** What is told of a call that the gateway itself has given up. */
  public static final Failure STOPPED =
      new Failure.Overloaded(
          "the gateway has stopped before the end of the answer; another one or a later try will do");

  public CallContext {
    Objects.requireNonNull(key);
    Objects.requireNonNull(identity);
    Objects.requireNonNull(caller);
    Objects.requireNonNull(work);
    Objects.requireNonNull(arrival);
    Objects.requireNonNull(cancellation);
  }

  /** The same call for a part of it that can be given up alone. */
  CallContext withCancellation(CancelSignal signal) {
    return new CallContext(key, identity, caller, work, arrival, signal);
  }

  /** The failure as it is told: who is given up as the gateway stops has not left. */
  public Failure unlessStopped(Failure failure) {
    return failure instanceof Failure.CallerGone && cancellation.isStopped() ? STOPPED : failure;
  }

  /** The same of a part of a call: one that is given up alone has not lost its caller either. */
  public Failure told(Failure failure) {
    return failure instanceof Failure.CallerGone && cancellation.isGivenUp()
        ? new Failure.CallerGone("given up because another step of the call had failed")
        : unlessStopped(failure);
  }

  /** What routes look at. */
  Asking asking() {
    return asking(work.demand());
  }

  /** The same for a step of the call, of whose own work routes know nothing. */
  Asking askingForStep() {
    Demand all = work.demand();
    return asking(new Demand(all.prefer(), all.region(), all.session(), Said.NOTHING));
  }

  private Asking asking(Demand demand) {
    return new Asking(key.projectId(), key.id(), caller.tags(), demand);
  }

  /** Who is limited and pays. */
  Caller payer() {
    return new Caller(key, caller.tags());
  }

  /**
   * What is asked.
   *
   * @param name the function's name on the native API, else the surface's operation
   * @param revision the function's revision; null outside the native API
   * @param models the requested models in the caller's order; at least one
   * @param stream whether a stream is wanted
   * @param options how it is to be made
   * @param demand what it says that routes look at
   */
  public record Work(
      String name,
      @Nullable Integer revision,
      List<String> models,
      boolean stream,
      CallOptions options,
      Demand demand) {
    /** Work that says nothing to routes. */
    public Work(
        String name,
        @Nullable Integer revision,
        List<String> models,
        boolean stream,
        CallOptions options) {
      this(name, revision, models, stream, options, Demand.NONE);
    }

    public Work {
      Objects.requireNonNull(name);
      models = List.copyOf(models);
      Objects.requireNonNull(options);
      Objects.requireNonNull(demand);
    }

    /** The same work that says this to routes. */
    public Work demanding(Demand other) {
      return new Work(name, revision, models, stream, options, other);
    }
  }

  /**
   * When a call came.
   *
   * @param at by the wall clock, for people
   * @param nanoTime by {@link System#nanoTime}, for durations
   */
  public record Arrival(Instant at, long nanoTime) {}
}
