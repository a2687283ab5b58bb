package dev.switchboard.pipeline;

import dev.switchboard.routing.Demand;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call that is looked at and not made.
 *
 * @param models the requested models in the caller's order; at least one
 * @param demand what it says that routes look at
 * @param tags that its body bears
 * @param prompt its conversation; null when it has none, or only a model's name is asked about
 */
public record SimulatedCall(
    List<String> models, Demand demand, Map<String, String> tags, @Nullable Prompt prompt) {
  public SimulatedCall {
    models = List.copyOf(models);
    Objects.requireNonNull(demand);
    tags = Map.copyOf(tags);
  }

  /** A call of which nothing but the models is known. */
  public static SimulatedCall of(List<String> models) {
    return new SimulatedCall(models, Demand.NONE, Map.of(), null);
  }
}
