package dev.switchboard.provider.sandbox;

import dev.switchboard.provider.ProviderConfig;
import java.time.Duration;
import java.util.Objects;

/**
 * The sandbox as configured.
 *
 * @param name what stands before the slash in {@code sandbox/chat}
 * @param firstEvent how long a silent sandbox is waited for before it counts as timed out
 * @param betweenEvents the same within a stream
 */
public record SandboxConfig(String name, Duration firstEvent, Duration betweenEvents) {

  /** Named {@code sandbox}, as patient as with any provider. */
  public static final SandboxConfig DEFAULT =
      new SandboxConfig(
          "sandbox",
          ProviderConfig.Timeouts.DEFAULT.firstEvent(),
          ProviderConfig.Timeouts.DEFAULT.betweenEvents());

  public SandboxConfig {
    Objects.requireNonNull(name);
    requirePositive("firstEvent", firstEvent);
    requirePositive("betweenEvents", betweenEvents);
  }

  private static void requirePositive(String field, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(field + ": " + value + " (expected: above zero)");
    }
  }
}
