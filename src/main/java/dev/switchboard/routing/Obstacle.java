package dev.switchboard.routing;

import java.time.Duration;
import java.util.Objects;

/**
 * Why a target is not asked now.
 *
 * @param left how long at least
 * @param limited whether the target's own rate limit is behind it
 * @param reason a clause, safe for callers
 */
public record Obstacle(Kind kind, Duration left, boolean limited, String reason) {
  public Obstacle {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(left);
    Objects.requireNonNull(reason);
  }

  /** What kind of obstacle. */
  public enum Kind {
    /** It said when it wants to be asked again. */
    BARRED,
    /** It failed too often, or is being tried by another call. */
    CIRCUIT_OPEN,
    /** As many calls run there as may, and no more can wait. */
    BUSY
  }

  /** In one word. */
  public String word() {
    return switch (kind) {
      case BARRED -> "barred";
      case CIRCUIT_OPEN -> "circuit_open";
      case BUSY -> "busy";
    };
  }
}
