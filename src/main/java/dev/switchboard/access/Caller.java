package dev.switchboard.access;

import java.util.Map;
import java.util.Objects;

/**
 * Who makes a call and under which tags: what limits and budgets look at beside the model.
 *
 * @param tags as the call names them
 */
public record Caller(VirtualKey key, Map<String, String> tags) {
  public Caller {
    Objects.requireNonNull(key);
    tags = Map.copyOf(tags);
  }

  /** A caller without tags. */
  public static Caller of(VirtualKey key) {
    return new Caller(key, Map.of());
  }
}
