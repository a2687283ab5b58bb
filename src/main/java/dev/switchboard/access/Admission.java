package dev.switchboard.access;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The right to serve one call: what {@link Gate#admit} gives, and the only source of a {@link
 * Lease}. Closed at the call's end, however it ends.
 */
public final class Admission implements AutoCloseable {
  private final Caller caller;
  private final String surface;
  private final boolean modelsChecked;
  private final Limited limited;
  private final List<String> asked = new ArrayList<>(2);
  private boolean closed;

  Admission(Caller caller, String surface, boolean modelsChecked, Limited limited) {
    this.caller = Objects.requireNonNull(caller);
    this.surface = Objects.requireNonNull(surface);
    this.modelsChecked = modelsChecked;
    this.limited = Objects.requireNonNull(limited);
  }

  /**
   * The limits, and the counts of what runs at the same time in which the call has a place.
   *
   * @param running changed under the admission's lock
   */
  record Limited(RateLimits limits, Set<LimitMeter.Bucket> running) {}

  /** Who calls. */
  Caller caller() {
    return caller;
  }

  /** The caller's key. */
  public VirtualKey key() {
    return caller.key();
  }

  /** The route's label. */
  public String surface() {
    return surface;
  }

  /**
   * The right to make one attempt at a target; counts against the limits that look at models.
   *
   * @param provider the configured provider's name
   * @param upstreamModel as it will be sent
   * @throws dev.switchboard.ir.FailureException with {@link dev.switchboard.ir.Failure.Forbidden}
   *     {@code model_not_allowed} when the caller named no model and the key does not allow {@code
   *     provider/upstreamModel}; with {@link dev.switchboard.ir.Failure.RateLimited}
   */
  public synchronized Lease lease(String provider, String upstreamModel) {
    String target = provider + "/" + upstreamModel;
    if (!modelsChecked && !key().allowsModel(target)) {
      throw Gate.notAllowed(key(), target);
    }
    if (closed) {
      throw new IllegalStateException("the call has ended");
    }
    if (!asked.contains(target)) {
      asked.add(target);
    }
    limited.limits().enter(caller, target, limited.running());
    return new Lease(this, provider, upstreamModel);
  }

  /**
   * Takes as many tokens as an attempt will likely need, where a limit of tokens applies; to be
   * settled at its end.
   *
   * @param target {@code provider/model}
   * @param estimate asked for only then
   * @throws dev.switchboard.ir.FailureException with {@link dev.switchboard.ir.Failure.RateLimited}
   */
  public TokenHold tokens(String target, LongSupplier estimate) {
    RateLimits limits = limited.limits();
    return limits.countsTokens(caller, target)
        ? limits.take(caller, target, estimate.getAsLong())
        : TokenHold.NONE;
  }

  /** How the caller stands with the limits of this call and of the targets it has asked. */
  public synchronized RateLimits.Standing standing() {
    return limited.limits().standing(caller, asked);
  }

  /** The counts in which the call has a place; a copy. */
  synchronized Set<LimitMeter.Bucket> places() {
    return new HashSet<>(limited.running());
  }

  /** Gives back the places among the calls that run at the same time. */
  @Override
  public synchronized void close() {
    closed = true;
    RateLimits.leave(limited.running());
  }

  @Override
  public String toString() {
    return "Admission[" + key().id() + ", " + surface + "]";
  }
}
