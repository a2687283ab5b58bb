package dev.switchboard.access;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The one door to providers: only what it admits can get a {@link Lease} on a target. */
public final class Gate {
  private final RateLimits limits;

  /** A door that counts against these limits. */
  public Gate(RateLimits limits) {
    this.limits = limits;
  }

  /** A door without limits. */
  public Gate() {
    this(new RateLimits(System::nanoTime));
  }

  /** Admits a call for one model; see {@link #admit(Caller, List, String)}. */
  public Admission admit(VirtualKey key, String requestedModel, String surface) {
    return admit(key, List.of(requestedModel), surface);
  }

  /** Admits a call without tags; see {@link #admit(Caller, List, String)}. */
  public Admission admit(VirtualKey key, List<String> requestedModels, String surface) {
    return admit(Caller.of(key), requestedModels, surface);
  }

  /**
   * Admits a call of a caller who was authenticated. It holds its places in the limits of what runs
   * at the same time until the admission is closed.
   *
   * @param caller with the key as {@link KeyRing#authenticate} gave it
   * @param requestedModels the names as the caller wrote them, all fallbacks; one empty name when
   *     the caller did not say: each target is then checked when it is leased
   * @param surface the route's label, for the record
   * @throws FailureException with {@link Failure.Forbidden}: {@code key_scope} or {@code
   *     model_not_allowed}; with {@link Failure.RateLimited}
   */
  public Admission admit(Caller caller, List<String> requestedModels, String surface) {
    boolean named = require(caller.key(), requestedModels);
    Set<LimitMeter.Bucket> running = new HashSet<>(4);
    limits.enter(caller, null, running);
    return new Admission(caller, surface, named, new Admission.Limited(limits, running));
  }

  /**
   * Admits a step of a call: its models are checked, and it counts against the limits that look at
   * models, but the call is one request however many steps it has.
   *
   * @param call still open, and closed after the step
   * @throws FailureException as {@link #admit} does
   */
  public Admission admitStep(Admission call, List<String> requestedModels) {
    boolean named = require(call.key(), requestedModels);
    return new Admission(
        call.caller(), call.surface(), named, new Admission.Limited(limits, new HashSet<>(4)));
  }

  /**
   * Admits a call within a session that holds its places already: it needs none of its own in the
   * limits that the session was admitted under, but counts as a request.
   *
   * @param session still open, and closed after the call
   * @param caller with the key as it is now
   * @param counted whether it is a request; false for a part of one
   * @throws FailureException as {@link #admit} does
   */
  public Admission admitTurn(
      Admission session, Caller caller, List<String> requestedModels, boolean counted) {
    boolean named = require(caller.key(), requestedModels);
    Set<LimitMeter.Bucket> running = session.places();
    Set<LimitMeter.Bucket> held = Set.copyOf(running);
    if (counted) {
      limits.enter(caller, null, running);
    }
    running.removeAll(held);
    return new Admission(caller, session.surface(), named, new Admission.Limited(limits, running));
  }

  /**
   * Does nothing if the key may call these models.
   *
   * @return whether any is named
   * @throws FailureException with {@link Failure.Forbidden}: {@code key_scope} or {@code
   *     model_not_allowed}
   */
  public boolean require(VirtualKey key, List<String> requestedModels) {
    key.require(Scope.CALL);
    boolean named = false;
    for (String model : requestedModels) {
      named |= !model.isEmpty();
      if (!model.isEmpty() && !key.allowsModel(model)) {
        throw notAllowed(key, model);
      }
    }
    return named;
  }

  static FailureException notAllowed(VirtualKey key, String model) {
    return new FailureException(
        new Failure.Forbidden(
            "model_not_allowed",
            "model "
                + model
                + ": not allowed for the key "
                + key.id()
                + " (allowed: "
                + String.join(", ", key.allowedModels())
                + ")"));
  }
}
