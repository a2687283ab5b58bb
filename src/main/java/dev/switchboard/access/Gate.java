package dev.switchboard.access;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.util.List;

/** The one door to providers: only what it admits can get a {@link Lease} on a target. */
public final class Gate {

  /** Admits a call for one model; see {@link #admit(VirtualKey, List, String)}. */
  public Admission admit(VirtualKey key, String requestedModel, String surface) {
    return admit(key, List.of(requestedModel), surface);
  }

  /**
   * Admits a call of a caller who was authenticated.
   *
   * @param key as {@link KeyRing#authenticate} gave it
   * @param requestedModels the names as the caller wrote them, all fallbacks; one empty name when
   *     the caller did not say: each target is then checked when it is leased
   * @param surface the route's label, for the record
   * @throws FailureException with {@link Failure.Forbidden}: {@code key_scope} or {@code
   *     model_not_allowed}
   */
  public Admission admit(VirtualKey key, List<String> requestedModels, String surface) {
    key.require(Scope.CALL);
    boolean named = false;
    for (String model : requestedModels) {
      named |= !model.isEmpty();
      if (!model.isEmpty() && !key.allowsModel(model)) {
        throw notAllowed(key, model);
      }
    }
    return new Admission(key, surface, named);
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
