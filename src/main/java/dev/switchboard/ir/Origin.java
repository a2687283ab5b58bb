package dev.switchboard.ir;

import java.util.Objects;

/**
 * Who made an opaque reasoning token: it is valid at that provider and model family only.
 *
 * @param dialect the dialect in which the token was received
 * @param provider the configured provider's name; empty when a caller's history does not tell
 * @param model the upstream model; empty when a caller's history does not tell
 */
public record Origin(Dialect dialect, String provider, String model) {
  public Origin {
    Objects.requireNonNull(dialect);
    Objects.requireNonNull(provider);
    Objects.requireNonNull(model);
  }

  /** An origin of which only the dialect is known: what a caller sends back in its history. */
  public static Origin of(Dialect dialect) {
    return new Origin(dialect, "", "");
  }
}
