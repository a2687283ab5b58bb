package dev.switchboard.routing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The names that operators gave to models. */
@FunctionalInterface
public interface Routes {

  /** The route of that name. */
  Optional<ModelRoute> named(String name);

  /**
   * These.
   *
   * @throws IllegalStateException if two have the same name
   */
  static Routes of(List<ModelRoute> routes) {
    Map<String, ModelRoute> byName =
        routes.stream()
            .collect(Collectors.toUnmodifiableMap(ModelRoute::name, Function.identity()));
    return name -> Optional.ofNullable(byName.get(name));
  }
}
