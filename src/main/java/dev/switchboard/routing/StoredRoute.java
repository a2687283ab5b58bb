package dev.switchboard.routing;

import java.time.Instant;
import java.util.Objects;

/**
 * A route as it is kept.
 *
 * @param definition a JSON object, as in the configuration
 */
public record StoredRoute(String name, String definition, Instant updatedAt) {
  public StoredRoute {
    Objects.requireNonNull(name);
    Objects.requireNonNull(definition);
    Objects.requireNonNull(updatedAt);
  }
}
