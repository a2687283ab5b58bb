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
   * <p>A provider may serve models that are not listed; of those nothing is known, not even whether
   * they exist.
   *
   * @throws FailureException with {@link Failure.ModelNotFound}
   */
  public CallableModel named(String name) {
    List<CallableModel> all = listed.get();
    CallableModel found =
        find(all, name)
            .or(() -> served(all, name, serving.apply(name)))
            .orElseThrow(() ->
                new FailureException(
                    new Failure.ModelNotFound(
                        name, List.of(), "model " + name + " is not served here")));
    return new CallableModel(name, found.createdSeconds(), found.ownedBy(), found.facts());
  }

  /**
   * What is known of the model that serves a name, be it nothing.
   *
   * @throws FailureException with {@link Failure.ModelNotFound} when none does
   */
  public CallableModel.Facts facts(String name) {
    List<CallableModel> all = listed.get();
    return find(all, name)
        .or(() -> find(all, serving.apply(name)))
        .map(CallableModel::facts)
        .orElseGet(() -> CallableModel.Facts.unknown(name));
  }

  /** The sandbox answers for the models of others; all of its own are listed. */
  private static Optional<CallableModel> served(List<CallableModel> all, String name, String id) {
    Optional<CallableModel> model = find(all, id);
    return model.isEmpty() && id.startsWith(SANDBOX) && !name.startsWith(SANDBOX)
        ? Optional.of(new CallableModel(id, 0, "sandbox", CallableModel.Facts.unknown(id)))
        : model;
  }

  private static Optional<CallableModel> find(List<CallableModel> all, String id) {
    return all.stream().filter(model -> model.id().equals(id)).findFirst();
  }
}
