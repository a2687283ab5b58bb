package dev.switchboard.ingress;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The models that can be called here, and the one that serves a name. */
public final class CallableModels {
  private static final String SANDBOX = "sandbox/";

  private final Supplier<List<CallableModel>> listed;
  private final UnaryOperator<String> serving;

  /**
   * @param listed the models of the configured providers and the operator's own names
   * @param serving the {@code provider/model} that serves a name; throws a {@link FailureException}
   *     when none does
   */
  public CallableModels(Supplier<List<CallableModel>> listed, UnaryOperator<String> serving) {
    this.listed = Objects.requireNonNull(listed);
    this.serving = Objects.requireNonNull(serving);
  }

  /** Those that are listed. */
  public List<CallableModel> listed() {
    return listed.get();
  }

  /**
   * A model by any name that a call may have, be it its vendor's own, an alias, or one that the
   * sandbox answers for. Its id is that name.
   *
   * <p>A provider may serve models that are not listed: a call for one is sent on, so that it is
   * told of here too, though nothing is known of it, not even whether it exists.
   *
   * @throws FailureException as a call for that name; with {@link Failure.ModelNotFound} when
   *     nobody serves it
   */
  public CallableModel named(String name) {
    List<CallableModel> all = listed.get();
    CallableModel found = find(all, name).orElseGet(() -> served(all, name, serving.apply(name)));
    return new CallableModel(name, found.createdSeconds(), found.ownedBy(), found.facts());
  }

  /** All of the sandbox's own models are listed; it answers for those of others. */
  private static CallableModel served(List<CallableModel> all, String name, String id) {
    if (id.startsWith(SANDBOX) && name.startsWith(SANDBOX) && find(all, id).isEmpty()) {
      throw new FailureException(
          new Failure.ModelNotFound(name, List.of(), "model " + name + " is not served here"));
    }
    String provider = id.substring(0, Math.max(0, id.indexOf('/')));
    return find(all, id)
        .orElseGet(() -> new CallableModel(id, 0, provider, CallableModel.Facts.unknown(name)));
  }

  private static Optional<CallableModel> find(List<CallableModel> all, String id) {
    return all.stream().filter(model -> model.id().equals(id)).findFirst();
  }
}
